"""The axis or the dtype that a call asks for is what it gets, or an error: of every public function that takes one."""

import inspect

import numpy as np
import pytest
from mistakes import MEND, text_of

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.graph.variable import Variable

# whose axis may be any number, or names no axis of the first argument
ANY_AXIS = {"linspace", "logspace", "geomspace", "arange", "expand_dims", "shape_padaxis", "stack"}


def _needed(function, without):
    return [
        p.name for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD and p.name != without
    ]


def _working_call(function, name):
    """Return arguments with which a function takes the axis 0, and its first one; None without any."""
    for x in (T.dvector("v"), T.dmatrix("m"), T.dtensor3("t"), T.lvector("k"), T.vector("b", dtype="bool")):
        for other in (x, 1, [x, x], (0, 1)):
            for first in (x, [x, x]):
                needed = _needed(function, name)
                given = dict(zip(needed, [first] + [other] * len(needed)))
                try:
                    function(**given, **{name: 0})
                except Exception:  # noqa: BLE001, S112
                    continue
                return given, x
    return None


def _with_axes():
    found = {}
    for home in (T, T.nnet, T.linalg, T.special):
        for word in dir(home):
            function = getattr(home, word)
            if word[0] == "_" or word in ANY_AXIS or isinstance(function, type) or not inspect.isfunction(function):
                continue
            for name in inspect.signature(function).parameters:
                if name in ("axis", "axis1", "axis2", "axisa", "axisb", "axisc", "source", "destination"):
                    found[f"{home.__name__.rpartition('.')[2]}.{word}({name})"] = function, name
    return found


AXES = _with_axes()


@pytest.mark.parametrize("case", AXES)
def test_axes_that_there_are_not(case):
    function, name = AXES[case]
    call = _working_call(function, name)
    if call is None:
        pytest.skip("needs other arguments")
    given, x = call
    for axis in (x.ndim + 2, -x.ndim - 3, 1.5, "a"):
        with pytest.raises((TypeError, ValueError, IndexError)) as caught:
            function(**given, **{name: axis})
        assert MEND.search(text_of(caught.value)), axis


def test_most_functions_with_an_axis_are_tried():
    assert sum(_working_call(*AXES[case]) is not None for case in AXES) > 80


def _with_dtypes():
    found = {}
    for word in dir(np):
        function = getattr(np, word)
        if word[0] == "_" or isinstance(function, type) or not callable(function) or word in ("empty_like", "bmat"):
            continue
        try:
            takes = isinstance(function, np.ufunc) or "dtype" in inspect.signature(function).parameters
        except ValueError:
            continue
        if takes and hasattr(function, "__module__"):
            found[word] = function
    return found


DTYPES = _with_dtypes()
VALUES = {"float64": np.array([[1.5, -2.25], [0.75, 3.5]]), "int64": np.array([[3, 1], [4, 2]])}


@pytest.mark.filterwarnings("ignore")  # of NumPy's on its arrays
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128", "int64"])
@pytest.mark.parametrize("word", DTYPES)
def test_dtypes_that_are_asked_for(word, dtype):
    """They are those of the result, as in NumPy, where both take them."""
    for of, X in VALUES.items():
        x = T.matrix("x", dtype=of)
        n = DTYPES[word].nin if isinstance(DTYPES[word], np.ufunc) else 1
        try:
            wanted = DTYPES[word](*[X] * n, dtype=dtype)
            z = DTYPES[word](*[x] * n, dtype=dtype)
        except (AttributeError, TypeError, ValueError):
            continue
        for got, want in zip(*([v] if not isinstance(v, (list, tuple)) else v for v in (z, wanted))):
            if isinstance(got, Variable):
                got = theano.function([x], got)(X)  # noqa: PLW2901
                assert got.dtype == want.dtype
                np.testing.assert_allclose(got, want, 1e-5)


def test_dtypes_are_tried():
    assert len(DTYPES) > 100


def test_values_of_floats_are_no_counts():
    with pytest.raises(TypeError, match="bincount counts integers, not float64"):
        np.bincount(T.dvector())
    with pytest.raises(TypeError, match="the dtype of a variance must be one of floats"):
        np.std(T.lvector(), dtype="int64")


def test_diagonals_of_what_has_none():
    with pytest.raises(ValueError, match="two axes or more, not v, a Tensor"):
        np.diag_indices_from(T.dvector("v"))
    x = T.dmatrix("x")
    f = theano.function([x], list(np.diag_indices_from(x)))
    assert [i.tolist() for i in f(np.ones((2, 2)))] == [[0, 1]] * 2
    with pytest.raises(ValueError, match="the lengths of the axes differ"):
        f(np.ones((2, 3)))


def test_numbers_are_stacked_along_an_axis_that_there_is():
    x = T.dscalar("x")
    assert T.stack([x, 1], axis=-1).type.ndim == T.stack([x, x]).type.ndim == 1
    for axis in (1, -2, 0.5):
        with pytest.raises((IndexError, TypeError), match="axis"):
            T.stack([x, x], axis=axis)
    install_as_theano()
    try:
        assert T.stack([x, x], axis=1).type.ndim == 1
    finally:
        uninstall()
