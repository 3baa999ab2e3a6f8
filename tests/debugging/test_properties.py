"""Properties that are called, ``x.T()``, and lists of variables that are taken for one, ``2 * gradients``."""

import copy
import inspect
import operator
import pickle

import numpy as np
import pytest
from mistakes import outcome

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.graph.variable import Variable

VARIABLES = {
    "vector": T.zvector("x"),
    "constant": T.constant([[1.0, 2.0]], name="x"),
    "shared": theano.shared(np.ones((2, 3)), name="x"),
    "sparse": sparse.csr_matrix("x", dtype="float64"),
}
PROPERTIES = [
    (kind, name) for kind, x in VARIABLES.items() for name, _ in inspect.getmembers(type(x), inspect.isdatadescriptor)
    if name[0] != "_" and name not in ("fgraph", "clients", "value", "unique_value", "container")
    and isinstance(getattr(x, name), Variable)
]


def test_there_are_properties():
    assert {name for _, name in PROPERTIES} >= {"T", "shape", "size", "real", "imag"}


@pytest.mark.parametrize("arguments", ["", "0", "0, axis=1"])
@pytest.mark.parametrize(("kind", "name"), PROPERTIES)
def test_properties_that_are_called(kind, name, arguments):
    x = VARIABLES[kind]
    error = outcome(f"z = x.{name}({arguments})", {"x": x})
    assert type(error) is TypeError
    text = str(error)
    assert text.startswith(f"{name} of x, a {x.type}, is a property, whose value is a variable: it is not called.")
    assert f"hint: use x.{name} without brackets" in text and ("x.shape[i]" in text) == (name in ("shape", "size"))


def test_instructions_that_python_has_specialised():
    program = "def f(call):\n    return x.T() if call else x.T\nfor i in range(99):\n    f(i == 98)"
    error = outcome(program, {"x": T.zmatrix("x")})
    assert type(error) is TypeError and "T of x" in str(error)


@pytest.mark.parametrize("program", [
    "z = x.T, x.shape[0], x.size, x.real.T.shape",
    "z = x.shape.sum(), x.T.sum(), x.T[0].sum(x.ndim - 2)",
    "get = x.T\nz = callable(get), hasattr(x, 'T'), getattr(x, 'T')",
    "z = [*map(operator.attrgetter('T.shape'), [x])]",
])
def test_properties_that_are_read(program):
    assert outcome(program, {"x": T.zmatrix("x"), "operator": operator}) is None


def _lists():
    x, y = T.dvectors("x", "y")
    cost = (x * y).sum()
    return {
        "grad": T.grad(cost, [x, y]),
        "jacobian": theano.gradient.jacobian(x * y, [x, y]),
        "hessian": theano.gradient.hessian(cost, [x, y]),
        "Lop": T.Lop(x * y, [x, y], x),
        "Rop": T.Rop([x * y, x + y], x, y),
        "scan": theano.scan(lambda a: (a, 2 * a), sequences=x)[0],
        "foldl": theano.foldl(lambda a, p, q: (p, q), x, [T.zeros(()), T.ones(())])[0],
        "grad(return_disconnected)": T.grad(cost, [x, T.dscalar()], disconnected_inputs="ignore"),
    }


OPERATORS = {
    "0.1 * z": lambda z: 0.1 * z, "z * 2": lambda z: z * 2, "2 * z": lambda z: 2 * z, "z - z": lambda z: z - z,
    "1 - z": lambda z: 1 - z, "z / 2": lambda z: z / 2, "z // 2": lambda z: z // 2, "z**2": lambda z: z**2,
    "-z": lambda z: -z, "abs(z)": abs, "z > 0": lambda z: z > 0, "z @ z": lambda z: z @ z, "z % 2": lambda z: z % 2,
}


@pytest.mark.parametrize("call", OPERATORS.values(), ids=OPERATORS)
@pytest.mark.parametrize("z", _lists().values(), ids=_lists())
def test_lists_of_variables_are_no_variable(z, call):
    with pytest.raises(TypeError, match=f"operators take one variable, and this is a list of {len(z)}: ") as caught:
        call(z)
    assert "hint: use [0.1 * g for g in gradients]" in str(caught.value)


def test_lists_of_variables_say_what_they_do_not_have():
    x = T.dvector("x")
    gradients = T.grad(x.sum(), [x])
    with pytest.raises(AttributeError, match=r"a list of 1 variables has no attribute 'norm'.* gradients\[0\]\.norm"):
        gradients.norm(2)
    assert not hasattr(gradients, "__array__") and not hasattr(gradients, "shape")


def test_lists_of_variables_are_lists():
    x, y = T.dvectors("x", "y")
    gradients = T.grad((x * y).sum(), [x, y])
    assert isinstance(gradients, list) and len(gradients) == 2
    assert type(gradients + [x]) is list and [x] + gradients == [x, *gradients]
    assert gradients == list(gradients) and repr(gradients) == repr(list(gradients))
    kept = gradients
    kept += [x]
    assert kept is gradients and gradients[2] is x and gradients[:1] == [gradients[0]]
    found = also = [y]
    found += gradients
    assert found is also == [y, *gradients] and type(found) is list
    with pytest.raises(TypeError, match="concatenate list"):
        gradients + 1.0
    np.testing.assert_array_equal(theano.function([x, y], gradients)([1.0], [2.0]), [[2.0], [1.0], [1.0]])
    assert len(pickle.loads(pickle.dumps(gradients))) == len(copy.deepcopy(gradients)) == len(copy.copy(gradients)) == 3
    assert T.stack(gradients).ndim == 2


def test_functions_of_arrays_return_plain_lists():
    slopes = theano.compiled(lambda a, b: T.grad((a * b).sum(), [a, b]))
    found = slopes(np.ones(2), np.zeros(2))
    assert type(found) is list and [z.tolist() for z in found] == [[0.0, 0.0], [1.0, 1.0]]
    x = T.dmatrix("x")
    a, b = theano.vmap(lambda v: T.grad((v[:2] * v[2:]).sum(), [v, v[:2]], disconnected_inputs="ignore"))(x)
    assert a.ndim == b.ndim == 2
