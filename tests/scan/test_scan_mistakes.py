"""Mistakes in calls of scan, and in its steps."""

import numpy as np
import pytest
from mistakes import check, parameters

import tensorgraph as theano
import tensorgraph.tensor as T

TYPE, VALUE = TypeError, ValueError


def setup():
    """Return the names of the programs below."""
    x, v, a = T.dscalar("x"), T.dvector("v"), T.dmatrix("a")
    return {**globals(), **locals()}


MISTAKES = [
    ("def step(r):\n    r * 2\ntheano.scan(step, v)", VALUE, r"^The step function step \(<mistake.*it is None",
     "return"),
    ("theano.scan(lambda r: 'a', v)", VALUE, "it is 'a', of <class 'str'>", r"T\.constant"),
    ("theano.scan(lambda r: {'h': r}, v)", VALUE, "dictionary with the key 'h'", "outputs come in a list"),
    ("theano.scan(lambda h: h * 2, outputs_info=x, n_steps=2.5)", VALUE, "n_steps must be an int", "2.5"),
    ("theano.scan(lambda h: h * 2, outputs_info=x, n_steps=x)", VALUE, "n_steps must be an int, but x"),
    ("theano.scan(lambda h: h * 2, outputs_info=x, n_steps=T.lvector('n'))", VALUE, "n_steps must be a scalar",
     "n, a T"),
    ("theano.scan(lambda r, h: h, v, x, truncate_gradient='all')", TYPE, "truncate_gradient", "'all', a str"),
    ("o = theano.scan(lambda h: h * 2, outputs_info=x, n_steps=3, truncate_gradient=0)[0]\nT.grad(o[-1], x)", VALUE,
     "truncate_gradient is 0", "no step", "use -1", "made at <mistake"),
    ("o = theano.scan(lambda r, h: h * r, v, x, truncate_gradient=-2)[0]\nT.grad(o[-1], v)", VALUE,
     "truncate_gradient is -2"),
    ("theano.scan(lambda r, h: h + v, v, T.constant(0, dtype='float32'))", VALUE, "has dtype float32",
     "0 dimension.s. in a step, while that has 1"),
    ("theano.scan(lambda a, b: a, outputs_info=dict(initial=x, taps=[-2, -1]), n_steps=3)", VALUE,
     r"outputs_info\[0\], x, a Tensor", r"taps \[-2, -1\]", "2 rows", r"T\.stack"),
    ("theano.scan_checkpoints(lambda r, h: h + r, [v], [x], save_every_N=0)", VALUE, "save_every_N must be .* not 0"),
    ("theano.scan_checkpoints(lambda r, h: h + r, [v], [x], save_every_N=2.5)", VALUE, r"save_every_N .* not 2\.5"),
    ("from tensorgraph.scan import scann", ImportError, "Did you mean 'scan'"),
    ("from tensorgraph.streams import MRG_RandomStreams", ImportError, r"Use tensorgraph\.tensor\.random\.MRG"),
    ("from tensorgraph.saving import laod", ImportError, "Did you mean 'load'"),
]  # fmt: skip


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, setup())


def test_integral_float_is_a_number_of_steps():
    powers, _ = theano.scan(lambda h: h * 2, outputs_info=T.ones((), "float64"), n_steps=3.0)
    assert powers.eval().tolist() == [2.0, 4.0, 8.0]


def test_rows_of_another_shape_point_into_the_step():
    w, a = theano.shared(np.zeros((2, 3)), "w"), T.dmatrix("a")

    def step(row, h):
        return T.dot(h, w)

    rows, _ = theano.scan(step, a, T.zeros(2))
    f = theano.function([a], rows)
    with pytest.raises(ValueError, match=r"^T\.dot\(h, w\): .*has rows of shape \(2,\).*one of shape \(3,\)") as caught:
        f(np.zeros((4, 3)))
    assert caught.value.user_lines[0][3] == "return T.dot(h, w)"
