"""What ``/`` and Theano's proxies mean for integers."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.scalar as ts
import tensorgraph.tensor as T


def test_scalar_variables_of_integers_have_an_integer_quotient():
    a, b, c = ts.int32("a"), ts.int8("b"), ts.float32("c")
    assert [(v.owner.op, v.dtype) for v in (a / b, a / 2, a / c, 2 / c)] == [
        (ts.int_div, "int32"), (ts.int_div, "int32"), (ts.true_div, "float64"), (ts.true_div, "float32"),
    ]
    half = T.Elemwise(ts.Composite([a, b], [a / b]))
    x, y = T.ivector("x"), T.bvector("y")
    assert theano.function([x, y], half(x, y))(np.int32([7, -7]), np.int8([2, 2])).tolist() == [3, -4]


def test_the_flag_says_what_a_quotient_of_integers_is():
    a, x = ts.int32("a"), T.ivector("x")
    with theano.config.change_flags(int_division="floatX"):
        assert [(a / a).dtype, T.div_proxy(x, x).dtype, (x / x).dtype] == ["float64"] * 3
    with theano.config.change_flags(int_division="raise"):
        for quotient in (lambda: a / a, lambda: ts.div_proxy(a, 2), lambda: T.div_proxy(x, 2)):
            with pytest.raises(ts.IntegerDivisionError, match="x // y"):
                quotient()
        assert (x / x).dtype == "float64"


def test_the_proxy_of_tensors_is_an_integer_for_integers_only():
    x, y = T.ivector("x"), T.dvector("y")
    assert [T.div_proxy(*v).dtype for v in ((x, x), (x, 2), (x, y), (y, x))] == ["int32"] * 2 + ["float64"] * 2
    assert T.div_proxy(7, 2).eval() == 3
