"""Properties that are called, ``x.T()``."""

import inspect
import operator

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


def test_functions_of_arrays_return_plain_lists():
    slopes = theano.compiled(lambda a, b: T.grad((a * b).sum(), [a, b]))
    found = slopes(np.ones(2), np.zeros(2))
    assert type(found) is list and [z.tolist() for z in found] == [[0.0, 0.0], [1.0, 1.0]]
    x = T.dmatrix("x")
    a, b = theano.vmap(lambda v: T.grad((v[:2] * v[2:]).sum(), [v, v[:2]], disconnected_inputs="ignore"))(x)
    assert a.ndim == b.ndim == 2
    assert isinstance(T.grad(x.sum(), [x]), list)
