"""Calls with arguments that a function does not take: the error says which it takes, for every public function."""

import inspect
import pickle
import re
import types
import warnings
from pathlib import Path

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.variable import Variable
from tensorgraph.streams.generator import GeneratorStreams
from tensorgraph.streams.mrg import MRG_RandomStreams
from tensorgraph.streams.randomstate import RandomStreams
from tensorgraph.tensor.types.variable import TensorVariable

MODULES = {"T": T, "T.nnet": T.nnet, "gradient": theano.gradient}
FUNCTIONS = {
    f"{path}.{name}": value
    for path, module in MODULES.items()
    for name, value in sorted((name, getattr(module, name)) for name in module.__all__)
    if isinstance(value, types.FunctionType)
}
METHODS = {
    f"{cls.__name__}.{name}": value
    for cls in (TensorVariable, GeneratorStreams, MRG_RandomStreams, RandomStreams)
    for name, value in inspect.getmembers(cls, inspect.isfunction)
    if name[0] != "_" and name not in dir(Variable)
}


def _takes_any_keyword(function):
    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())


def test_an_unknown_keyword_names_the_arguments():
    """One test for all, for each takes microseconds."""
    for name, function in (FUNCTIONS | METHODS).items():
        if _takes_any_keyword(function):
            continue
        with pytest.raises(TypeError, match=r"no_such_argument'.*Its arguments must be among: ") as failed:
            function(no_such_argument=1)
        for parameter in inspect.signature(function).parameters:
            assert parameter == "self" or parameter in str(failed.value), name


PYTHONS = re.compile("'(NoneType|object|str|dict|float|list)' object|unsupported operand|object of type")
STRANGE = [None, object(), "text", {}, 1.5, [[1.0], [1.0, 2.0]]]


def test_arguments_of_a_wrong_kind():
    """Errors of Python inside of a function are errors of its arguments, which are named; there are no others."""
    for name, function in FUNCTIONS.items():
        parameters = inspect.signature(function).parameters.values()
        needed = [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
        for value in STRANGE if needed else ():
            try:
                function(**dict.fromkeys(needed, value))
            except (AttributeError, KeyError, ArithmeticError, NameError) as error:
                assert isinstance(error, (TypeError, ValueError)), (name, value, error)
            except TypeError as error:
                assert not PYTHONS.match(str(error)), (name, value, error)
            except Exception:  # noqa: BLE001 - what the function says itself
                continue


def test_options_are_true_or_false():
    """Python takes ``keepdims="no"`` as true: every option that is declared as a bool refuses a text."""
    tried = 0
    for name, function in (FUNCTIONS | METHODS).items():
        for parameter in inspect.signature(function).parameters.values():
            if parameter.annotation in ("bool", "bool | None"):
                tried += 1
                needed = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
                needed = [name for name in needed if name != parameter.name]
                with pytest.raises(TypeError, match=f"{parameter.name} of .* must be True or False, not 'no'"):
                    function(**dict.fromkeys(needed), **{parameter.name: "no"})
    assert tried > 100, name


@pytest.mark.parametrize("keepdims", [1, np.True_, True, np.int8(1)])
def test_options_as_numbers(keepdims):
    """Theano's programs have 1 for True."""
    assert T.dmatrix().sum(keepdims=keepdims).type.ndim == 2
    assert T.dmatrix().sum(0, keepdims=not keepdims).type.ndim == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: theano.function([], T.constant(1), allow_input_downcast="no"),
        lambda: theano.shared([1.0], borrow="no"),
        lambda: theano.shared(1.0).set_value(2.0, borrow="no"),
        lambda: theano.shared(1.0).get_value(borrow="no"),
        lambda: theano.shared(np.ones(2)).zero("no"),
        lambda: theano.shared([1.0]).get_value("no"),
        lambda: theano.shared([1.0]).set_value([2.0], borrow="no"),
        lambda: theano.In(T.dscalar(), mutable="no"),
        lambda: theano.scan(lambda: 1, n_steps=2, go_backwards="no"),
        lambda: T.dvector().sum(0, None, "no"),
        lambda: T.max(T.dvector(), keepdims=1.0),
        lambda: T.max(T.dvector(), keepdims=T.bscalar()),
    ],
)
def test_options_of_compilation_and_by_position(call):
    with pytest.raises(TypeError, match="must be True or False, not"):
        call()


def test_arguments_that_python_cannot_use_are_named():
    with pytest.raises(TypeError, match=r"^transpose\(\) cannot use axes = 1.5, a float: 'float' object") as failed:
        T.transpose(T.dmatrix("m"), 1.5)
    assert "\nThe other arguments are x = m, a Tensor" in str(failed.value) and "hint: " in str(failed.value)
    assert isinstance(failed.value.__cause__, TypeError)
    with pytest.raises(ValueError, match=r"(?s)axis 0 is out of bounds.*a scalar has no axes"):
        T.array_split(1.5, 2)


def test_functions_are_pickled_by_name():
    for name, function in FUNCTIONS.items():
        assert pickle.loads(pickle.dumps(function)) is function, name


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: T.sum(x, axes=0), "sum() got an unexpected keyword argument 'axes'. Did you mean 'axis'?"),
        (lambda x: x.mean(keepdim=True), "mean() got an unexpected keyword argument 'keepdim'. Did you mean"),
        (lambda x: T.dot(x), "dot() missing 1 required positional argument: 'b'. Its arguments must be among: a, b"),
        (lambda x: T.nnet.relu(x, 1, 2), "relu() takes from 1 to 2 positional arguments but 3 were given."),
        (lambda x: x.dimshuffle(axis=0), "'axis'. Its arguments must be among: *pattern"),
        (lambda x: T.quantile(x, 0.5, axes=0), "Did you mean 'axis'?"),
        (lambda x: T.exp(x, output=x), "Elemwise{exp,no_inplace}() got an unexpected keyword argument 'output'."),
        (lambda x: RandomStreams(1).normal(sizes=(2,)), "Did you mean 'size'?"),
    ],
)
def test_the_nearest_argument_is_named(call, text):
    with pytest.raises(TypeError) as failed:
        call(T.matrix("x"))
    assert text in str(failed.value)


def test_errors_inside_of_a_function_stay_as_they_are():
    def loss(x):
        return len()

    with pytest.raises(TypeError, match=r"^len\(\) takes exactly one argument"):
        theano.scan(loss, T.vector("x"))


@pytest.mark.parametrize(
    "call",
    [
        lambda: T.nnet.conv2d(T.tensor4(), T.tensor4(), unroll_batch=4),
        lambda: T.flatten(T.matrix(), outdim=1),
        lambda: T.nnet.conv2d(T.tensor4(), T.tensor4(), image_shape=(1, 1, 5, 5)),
        lambda: T.grad(T.vector("x").sum(), T.vector("y"), disconnected_inputs="warn"),
    ],
)
def test_warnings_point_at_the_users_line(call):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        call()
    assert {w.filename for w in seen} == {__file__}


def test_warnings_point_at_lines_beside_the_package():
    """The name of another folder may begin with that of this one."""
    path = str(Path(theano.__file__).parent) + "_of_mine/script.py"
    line = "T.nnet.conv2d(T.tensor4(), T.tensor4(), unroll_batch=4)"
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        exec(compile(line, path, "exec"), {"T": T})
    assert [w.filename for w in seen] == [path]
