"""What variables cannot do for NumPy is refused, by name and with a hint; nothing becomes an array of objects."""

import math
from math import sqrt

import numpy as np
import pytest
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import NoCounterpartError, NoValueError

x, n, A = T.dmatrix("x"), T.dscalar("n"), np.ones((2, 3))
W = theano.shared(np.ones(3), "W")


@pytest.mark.parametrize(
    ("call", "name", "hint"),
    [
        (lambda: np.apply_along_axis(len, 0, x), "numpy.apply_along_axis", "scan"),
        (lambda: np.piecewise(x, [x > 0], [1]), "numpy.piecewise", r"T\.switch"),
        (lambda: np.put(A, [0], n), "numpy.put", "set_subtensor"),
        (lambda: np.copyto(A, x), "numpy.copyto", "set_subtensor"),
        (lambda: np.save("file", x), "numpy.save", "x.eval"),
        (lambda: np.frexp(x), "numpy.frexp", "tensor"),
        (lambda: np.frompyfunc(abs, 1, 1)(x), "numpy.frompyfunc", "scan"),
        (lambda: np.poly(x), "numpy.poly", "tensor"),
        (lambda: np.roots(x[0]), "numpy.roots", "tensor"),
        (lambda: np.add.at(A, 0, x), "numpy.add.at", "tensor"),
        (lambda: np.subtract.reduce(x), "numpy.subtract.reduce", "tensor"),
        (lambda: np.maximum.accumulate(x), "numpy.maximum.accumulate", "tensor"),
        (lambda: np.sum(x, out=A), r"numpy.sum\(out=", "use the result"),
        (lambda: np.add(A, x, out=A), r"numpy.add\(out=", "use the result"),
        (lambda: np.exp(x, out=A), r"numpy.exp\(out=", "use the result"),
        (lambda: np.clip(x, 0, 1, where=A > 0), r"numpy.clip\(where=", r"T\.switch"),
        (lambda: np.add(x, 1, where=A > 0), r"numpy.add\(where=", r"T\.switch"),
        (lambda: np.add.reduce(x, where=A > 0), r"numpy.add.reduce\(where=", r"T\.switch"),
        (lambda: np.invert(x), "numpy.invert", r"T\.cast"),
        (lambda: np.zeros_like(x, device="gpu"), r"numpy.zeros_like\(device=", "leave it out"),
    ],
)
def test_no_counterpart(call, name, hint):
    with pytest.raises(NoCounterpartError, match=rf"^{name}[\s\S]*\nhint: [\s\S]*{hint}") as caught:
        call()
    assert isinstance(caught.value, TypeError) and caught.value.function.startswith(("numpy", "scipy"))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: np.array([n, n]), r"NumPy cannot make an array of n[\s\S]*T\.stack"),
        (lambda: np.asarray(x), r"T\.stack"),
        (lambda: np.array([1.0, W[0]]), r"T\.stack"),
        (lambda: np.prod([n, 2]), r"use T\.prod"),
        (lambda: np.asarray(W), r"W[\s\S]*x\.get_value\(\)"),
        (lambda: A.__setitem__(0, n), r"T\.stack|needs a number"),
        (lambda: A.dot(x), r"numpy\.dot\(a, x\)"),
        (lambda: math.exp(n), r"^math\.exp\(\.\.\.\) needs a number, and n [\s\S]*T\.exp\(n\)"),
        (lambda: sqrt(n), r"^math\.sqrt[\s\S]*T\.sqrt\(n\)"),
        (lambda: math.atan2(n, 1), r"T\.arctan2\(n\)"),
        (lambda: math.floor(n) + math.lgamma(n), r"T\.gammaln\(n\)"),
        (lambda: float(n), r"^float\(\.\.\.\) needs a number[\s\S]*T\.cast\(x, 'float64'\)"),
        (lambda: int(n), r"T\.cast\(x, 'int64'\)"),
        (lambda: complex(n), r"T\.cast\(x, 'complex128'\)"),
        (lambda: float(W.sum()), "needs a number"),
    ],
)
def test_no_value(call, text):
    with pytest.raises(NoValueError, match=text) as caught:
        call()
    assert isinstance(caught.value, TypeError) and isinstance(caught.value.variable, theano.Variable)


OLD = """
import warnings
import numpy as np
import tensorgraph.compat
tensorgraph.compat.install_as_theano()
import theano, theano.tensor as T
n, m = T.dscalars("n", "m")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    product = np.prod([n, m, 2])
    found = [v for given in (n, T.vector(), [n, m]) for v in np.atleast_1d(given)]
print(theano.function([n, m], product)(3.0, 4.0), {str(w.message).partition(".")[0] for w in caught})
print(len(found), found[0] is n, found[1].ndim, found[2] is n, found[3] is m)
"""


def test_programs_for_theano_get_arrays_of_objects():
    """As there; a warning says so."""
    first, second = run("-c", OLD).stdout.split("\n")[:2]
    assert first == "24.0 {'an array of objects is made, as in Theano'}" and second == "4 True 1 True True"


def test_in_place_operators_rebind():
    """As in Theano, the name of the array is that of a new variable; the array is as it was."""
    a = before = np.zeros(3)
    a += W
    assert isinstance(a, theano.Variable) and not before.any()
    np.testing.assert_array_equal(a.eval(), np.ones(3))


def test_operators_of_arrays_are_those_of_variables():
    """Dtypes too: integers have Theano's quotient."""
    i, j = np.arange(3, dtype="int8"), T.bvector("j")
    with theano.change_flags(floatX="float32"):
        assert (i / j).dtype == (j / i).dtype == "float32"
        assert np.divide(i, j).dtype == "float32"
    assert (np.float32(2) * T.fvector()).dtype == "float32"
    assert (np.float64(2) * T.fvector()).dtype == "float64" and np.multiply(T.fvector(), 2.0).dtype == "float32"


def test_frames():
    """Frames and series of pandas leave the operator to the variable."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(A * 2, columns=list("abc"))
    for z in (frame + x, x + frame, frame * x - x, np.add(frame, x) + 0 * x):
        assert isinstance(z, T.TensorVariable)
    np.testing.assert_array_equal((frame - x).eval({x: A}), A)
    np.testing.assert_array_equal(np.dot(frame["a"], x).eval({x: A}), [4, 4, 4])


def test_xarray():
    """xarray hands no operator on where its array stands on the left; the error says what to write."""
    xarray = pytest.importorskip("xarray")
    array = xarray.DataArray(A, dims=["row", "column"])
    np.testing.assert_array_equal((x * array + array.data * x).eval({x: A}), 2 * A * A)
    with pytest.raises(NoValueError, match=r"write x \* array, or array.data \* x"):
        array * x


class Labelled:
    """An array with names that computes with NumPy's functions, as those of xarray do."""

    __array_priority__ = 50

    def __init__(self, data):
        self.data = data

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.data, dtype)

    def __mul__(self, other):
        return self.data * other

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if not all(isinstance(i, (np.ndarray, Labelled, float, int)) for i in inputs):
            return NotImplemented
        return Labelled(getattr(ufunc, method)(*[getattr(i, "data", i) for i in inputs], **kwargs))


def test_other_arrays():
    given = Labelled(A)
    for z in (given * x, x * given, np.multiply(given, x), np.multiply(x, given)):
        assert isinstance(z, T.TensorVariable)
        np.testing.assert_array_equal(z.eval({x: 2 * A}), 2 * A)


def test_constants_and_shared():
    """NumPy's functions work on all kinds of variables."""
    for v in (W, T.constant([1.0, 1.0, 1.0]), W + 0):
        assert np.sum(v).eval() == 3.0 and np.exp(v).type == T.dvector
    np.testing.assert_array_equal(np.asarray(T.constant([1.0, 2.0])), [1.0, 2.0])


def poly(*coefficients):
    return len(coefficients)


def test_elements_are_given_to_numpy_alone():
    """A function of another module with a name of NumPy's gets no variable in the place of its elements."""
    first, roots = [1.0], list
    for unpacked in (lambda: poly(*x), lambda: poly(1.0, *x), lambda: poly(*first, *x), lambda: roots(x)):
        with pytest.raises(NoValueError, match="x.*does not support iteration"):
            unpacked()
    named = np.roots
    for refused in (lambda: named(x), lambda: np.roots(p=x), lambda: np.roots(
        x
    )):  # fmt: skip
        with pytest.raises(NoCounterpartError, match=r"numpy\.roots"):
            refused()
