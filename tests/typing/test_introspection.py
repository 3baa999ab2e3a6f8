"""``inspect``, ``help`` and completion see real names, and no internals."""

import inspect
import re
import types

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (T.exp, "x / * name"),
        (T.add, "*xs name"),
        (T.clip, "x low high / * name"),
        (T.inplace.exp_inplace, "x / * name"),
        (T.Elemwise(theano.scalar.exp), "x / * name"),
        (T.Elemwise(theano.scalar.UnaryScalarOp(name="own")), "x0 / * name"),
    ],
    ids=str,
)
def test_signature_of_an_elementwise_function(function, names):
    parts = re.sub(r": '[^']*'| -> '\w+'|=None|[(),]| = None", "", str(inspect.signature(function)))
    assert parts == names


def test_signature_of_an_operation():
    """That of its node; classes keep the signature of their constructor."""
    assert list(inspect.signature(T.alloc).parameters) == ["value", "shape", "name"]
    assert list(inspect.signature(T.nlinalg.det).parameters) == ["x", "name"]
    assert "scalar_op" in inspect.signature(T.Elemwise).parameters


def test_signature_of_a_compiled_function():
    """Names and defaults of the inputs, as far as they can be written in a call."""
    x, y, unnamed = T.dscalar("x"), T.dscalar("y"), T.dscalar()
    w = theano.shared(1.0, "w")
    f = theano.function([x, unnamed, theano.In(y, value=2.0)], x + y + unnamed + w)
    assert str(inspect.signature(f)) == "(x, argument1, y=array(2.))"
    assert f(*inspect.signature(f).bind(1.0, y=5.0, argument1=0.0).args) == 7.0
    early = theano.function([theano.In(x, value=1.0), y], x + y)
    assert str(inspect.signature(early)) == "(x, y)"
    twice = theano.function([x, T.dscalar("x"), T.dscalar("lambda")], x, on_unused_input="ignore")
    assert str(inspect.signature(twice)) == "(x, argument1, argument2)"
    assert str(inspect.signature(theano.function([], w))) == "()"


def test_plural_constructors_have_their_names():
    assert T.dmatrices.__name__ == "dmatrices" and T.dmatrix.ndim == 2


@pytest.mark.parametrize("module", [theano, T, T.nnet, theano.sparse, theano.scalar], ids=lambda m: m.__name__)
def test_dir_of_a_module(module):
    """All names work, and none is private or of a module that only this package imports."""
    names = dir(module)
    assert names and [name for name in names if name[0] == "_" and name != "__version__"] == []
    values = {name: getattr(module, name) for name in names}
    modules = [value for value in values.values() if isinstance(value, types.ModuleType)]
    assert all(value.__name__.startswith("tensorgraph") for value in modules)
    assert {"np", "sys", "import_module", "LETTERS"}.isdisjoint(names)


@pytest.mark.parametrize("variable", [T.dmatrix(), T.dmatrix() + 1, T.constant(1.0), theano.shared(1.0)], ids=repr)
def test_dir_of_a_variable(variable):
    names = dir(variable)
    assert {"T", "shape", "sum", "dimshuffle", "owner", "eval", "__add__"} <= set(names)
    assert [name for name in names if name[0] == "_" and not name.startswith("__")] == []
    assert "own_trace" not in names
