"""Arguments that may be None, since only operations with a default read them."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.fixture(params=["FAST_RUN", "FAST_COMPILE"])
def mode(request):
    return request.param


def test_none_takes_the_default(mode):
    x, y = T.dvector("x"), T.dvector("y")
    f = theano.function([x, y], T.basic.default(x, y) * 2, mode=mode)
    np.testing.assert_array_equal(f(None, [1, 2]), [2, 4])
    np.testing.assert_array_equal(f([3], [1, 2]), [6])
    np.testing.assert_array_equal(f(y=[1, 2], x=None), [2, 4])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(f))(None, [1, 2]), [2, 4])
    f.trust_input = True
    np.testing.assert_array_equal(f(None, np.ones(2)), [2, 2])


def test_other_values_are_converted_as_ever(mode):
    x, y = T.fvector("x"), T.fvector("y")
    f = theano.function([x, y], T.basic.default(x, y), mode=mode)
    assert f(np.ones(2, "float32"), [1]).dtype == "float32"
    with pytest.raises(TypeError, match="float32 vector"):
        f(np.ones((2, 2), "float32"), [1])
    with pytest.raises(TypeError):
        f([1], None)


def test_the_result_is_no_argument(mode):
    x, y = T.dvector("x"), T.dvector("y")
    f = theano.function([x, y], T.basic.default(x, y), mode=mode)
    a, b = np.ones(2), np.zeros(2)
    for given in (a, None):
        result = f(given, b)
        result += 1
    np.testing.assert_array_equal(a, [1, 1])
    np.testing.assert_array_equal(b, [0, 0])


def test_a_default_that_is_overwritten_leaves_arguments_alone(mode):
    x, y = T.dvector("x"), T.dvector("y")
    f = theano.function([theano.In(x, mutable=True), y], T.set_subtensor(T.basic.default(x, y)[0], 5.0), mode=mode)
    b = np.zeros(2)
    np.testing.assert_array_equal(f(None, b), [5, 0])
    np.testing.assert_array_equal(f(np.ones(2), b), [5, 1])
    np.testing.assert_array_equal(b, [0, 0])
    g = theano.function([x, y], T.set_subtensor(T.basic.default(x, y)[0], 5.0), mode=mode)
    a = np.ones(2)
    np.testing.assert_array_equal(g(a, b), [5, 1])
    np.testing.assert_array_equal(a, [1, 1])


def test_a_shared_variable_keeps_its_value(mode):
    s, x = theano.shared(np.arange(3.0)), T.dvector("x")
    f = theano.function([x], [], updates={s: T.basic.default(x, s)}, mode=mode)
    f(None)
    np.testing.assert_array_equal(s.get_value(), [0, 1, 2])
    f([7])
    np.testing.assert_array_equal(s.get_value(), [7])


def test_none_is_refused_where_something_else_reads_the_argument(mode):
    x, y = T.dvector("x"), T.dvector("y")
    f = theano.function([x, y], [T.basic.default(x, y), x + 1], mode=mode)
    with pytest.raises(TypeError, match="None"):
        f(None, [1])
    np.testing.assert_array_equal(f([1], [2])[1], [2])


def test_loops_have_no_optional_arguments(mode):
    x, y = T.dmatrix("x"), T.dvector("y")
    z, _ = theano.scan(lambda row, other: T.basic.default(row, other) * 2, sequences=x, non_sequences=y)
    f = theano.function([x, y], z, mode=mode)
    np.testing.assert_array_equal(f(np.ones((2, 3)), np.ones(3)), np.full((2, 3), 2))
