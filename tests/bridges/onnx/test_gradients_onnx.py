"""Derivatives in onnxruntime: of loops, also truncated and nested, Jacobians and Hessians."""

import numpy as np
import pytest
from onnx_agreement import check

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scan.until import until

rng = np.random.default_rng(5)
rows, start, W = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=(3, 3)) / 2
x, h, w, n = T.dmatrix("x"), T.dvector("h"), T.dmatrix("w"), T.lscalar("n")
one = T.constant(np.float64(1))
LOOPS = {
    "matrix": theano.scan(lambda r, s, w: T.tanh(r + T.dot(s, w)), x, h, w)[0],
    "taps": theano.scan(lambda a, b, s, t: a * s + b * t * h.sum(), dict(input=x[:, 0], taps=[-1, 1]),
                        dict(initial=h[:2], taps=[-2, -1]))[0],
    "until": theano.scan(lambda s: (s * s.sum(), until(s.sum() > 20)), outputs_info=abs(h) + 2, n_steps=50)[0],
    "steps": theano.scan(lambda s: T.sin(s) * 1.5, outputs_info=h, n_steps=n)[0],
    "truncated": theano.scan(lambda r, s: T.sin(r * s), x, h, truncate_gradient=2)[0],
    "nested": theano.scan(lambda r, t: t * theano.scan(lambda v, s: v * s + 1, r, one)[0].sum(), x, one)[0],
    "backwards": theano.scan(lambda r, s: T.tanh(s * 0.5 + r), x, h, go_backwards=True)[0],
    "map": theano.scan(lambda r: (r**2).sum() * r, x)[0],
}  # fmt: skip


@pytest.mark.parametrize("name", LOOPS)
def test_loops(name):
    """Gradients, and derivatives of those."""
    z = LOOPS[name]
    slopes = T.grad((z**2).sum() / 10, [x, h, w], disconnected_inputs="ignore")
    second = T.grad(sum((g**2).sum() for g in slopes), h, disconnected_inputs="ignore")
    for length in (5, 1):
        check([z, *slopes, second], [x, h, w, n], rows[:length], start, W, length, tol=1e-10)
    if name not in ("map", "nested"):
        check(theano.Rop(z, h, h**2), [x, h, w, n], rows, start, W, 4, tol=1e-10)


def test_jacobians():
    z = T.tanh(T.dot(w, h)) * h.sum()
    check([theano.gradient.jacobian(z, h), theano.gradient.hessian((z**3).sum(), h)], [h, w], start, W, tol=1e-12)


def test_training():
    """The updates of a step are outputs."""
    labels, u = T.ivector("labels"), T.dmatrix("u")
    scale, bias = one + x[:1] * 0, x[:1] * 0
    normal = T.nnet.bn.batch_normalization_train(T.dot(x, u), scale, bias, axes="per-activation")[0]
    p = T.nnet.softmax(normal)
    cost = T.nnet.categorical_crossentropy(p, labels).mean()
    check([cost, u - 0.1 * T.grad(cost, u)], [x, labels, u], rows, np.array([0, 2, 1, 1, 0], "int32"), W, tol=1e-10)


def test_maps():
    """What ``vmap`` makes."""
    check(theano.vmap(lambda r: T.dot(w, r).sum() * r)(x), [x, w], rows, W, tol=1e-12)
    check(theano.vmap(theano.grad(lambda r: T.sin(r * h).sum()))(x), [x, h], rows, start, tol=1e-12)
