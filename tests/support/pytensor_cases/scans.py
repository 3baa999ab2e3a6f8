"""Loops of all kinds."""

import numpy as np
import pytensor
import pytensor.tensor as pt
from pytensor.scan.utils import until
from pytensor_agreement import case

RNG = np.random.default_rng(10)
X = RNG.normal(size=(6, 3))
W = RNG.normal(size=(3, 3)) / 2


def loop(*args, **kwargs):
    """Return the outputs of PyTensor's ``scan``, whose versions differ in what they return."""
    found = pytensor.scan(*args, **kwargs, return_updates=False)
    return list(found) if isinstance(found, (list, tuple)) else [found]


@case()
def maps_and_folds():
    x, w, n = pt.matrix("x"), pt.matrix("w"), pt.lscalar("n")
    found = loop(lambda r, w: pt.tanh(r @ w), sequences=x, non_sequences=w)
    found += loop(lambda r: [r.sum(), r * 2], sequences=x)
    found += loop(lambda r, s: s + r, sequences=x, outputs_info=pt.zeros(3))
    found += loop(lambda r, s: [s + r, s.sum()], sequences=x, outputs_info=[pt.zeros(3), None], go_backwards=True)
    yield [x, w], found, [X, W], [X[:1], W]
    yield [x, n], loop(lambda s: s * 2, outputs_info=x[0], n_steps=n), [X, 5], [X, 1]
    yield [x, n], loop(lambda s: s * 2, outputs_info=x[0], n_steps=n)[0][-1], [X, 5]
    yield [x], [z[-1] for z in loop(lambda r, s: s + r, sequences=x, outputs_info=pt.zeros(3))], [X]
    yield [x], loop(lambda r, s: s + r, sequences=x[::2], outputs_info=pt.zeros(3)), [X]


@case()
def no_steps():
    """Loops over sequences that are known to be empty."""
    x = pt.tensor("x", shape=(0, 3))
    starts = [pt.as_tensor(np.zeros(3)), pt.as_tensor(np.ones(3))]
    yield [x], loop(lambda r, s, t: [s + r, t * s + r], sequences=x, outputs_info=starts)[1], [X[:0]]


@case()
def several_taps():
    x, v = pt.matrix("x"), pt.vector("v")
    found = loop(lambda a, b: a + b * 0.5, outputs_info=[{"initial": x[:2], "taps": [-2, -1]}], n_steps=5)
    found += loop(lambda a, b, s: a * b + s, sequences={"input": v, "taps": [-1, 1]}, outputs_info=pt.ones(()))
    found += loop(
        lambda r, p, q, s: [p + q * r, s + p.sum()],
        sequences=v,
        outputs_info=[{"initial": x[:3], "taps": [-3, -1]}, pt.zeros(())],
    )
    yield [x, v], found, [X, X[:, 0]]
    yield [x, v], [z[-1] for z in found], [X, X[:, 0]]
    yield [x, v], [z[1:] for z in found], [X, X[:, 0]]


@case()
def gradients():
    x, w = pt.matrix("x"), pt.matrix("w")
    last = loop(lambda r, s, w: pt.tanh(s @ w + r), sequences=x, outputs_info=pt.zeros(3), non_sequences=w)[0]
    yield [x, w], pt.grad(last[-1].sum(), [x, w]), [X, W]
    yield [x, w], pt.grad((last**2).sum(), [x, w]), [X, W]
    two = loop(
        lambda a, b, w: pt.tanh(a @ w) + b,
        outputs_info=[{"initial": x[:2], "taps": [-2, -1]}],
        non_sequences=w,
        n_steps=6,
    )[0]
    yield [x, w], pt.grad(two.sum(), [x, w]), [X, W]
    short = loop(
        lambda r, s, w: pt.tanh(s @ w + r), sequences=x, outputs_info=pt.zeros(3), non_sequences=w, truncate_gradient=3
    )[0]
    yield [x, w], pt.grad(short[-1].sum(), [x, w]), [X, W]
    second = pt.grad(pt.grad(last[-1].sum(), w).sum(), x)
    yield [x, w], second, [X, W]


@case()
def endings():
    x, limit = pt.matrix("x"), pt.scalar("limit")
    found = loop(
        lambda s, limit: (s * 2, until(s.sum() > limit)), outputs_info=abs(x[0]), non_sequences=limit, n_steps=50
    )
    yield [x, limit], found, [X, 10.0], [X, -1.0]
    yield [x, limit], [z[-1] for z in found], [X, 10.0]
    both = loop(lambda r, s: ([s + r, r], until(s.sum() > 2)), sequences=abs(x), outputs_info=[pt.zeros(3), None])
    yield [x], both, [X]
    yield [x], pt.grad(both[0].sum(), x), [X]


@case()
def nested():
    x = pt.matrix("x")

    def outer(row):
        return loop(lambda a, s: s * 0.5 + a, sequences=row, outputs_info=pt.zeros(()))[0]

    found = loop(outer, sequences=x)
    yield [x], [*found, pt.grad(found[0].sum(), x)], [X]


@case()
def other_states():
    x, i = pt.matrix("x"), pt.lscalar("i")
    found = loop(lambda k, s: [k + 1, s[k % 2]], outputs_info=[i, None], non_sequences=x, n_steps=4)
    found += loop(lambda s: pt.set_subtensor(s[1:], s[:-1] * 2), outputs_info=x, n_steps=3)
    found += loop(lambda c: ~c, outputs_info=pt.constant(True), n_steps=3)
    found += loop(lambda s: (s * 0.5).astype("float32"), outputs_info=x[0].astype("float32"), n_steps=3)
    found += loop(lambda s: s + pt.ones((1, 3)), outputs_info=pt.zeros((1, 3)), n_steps=3)
    yield [x, i], found, [X, 3]
    yield [x], loop(lambda s: pt.linalg.cholesky(s @ s.T + pt.eye(6)), outputs_info=x @ x.T, n_steps=2), [X]
    m = pt.tensor3("m")
    yield [m], pt.linalg.inv(m).sum(axis=0), [W + np.eye(3) * np.arange(1, 5)[:, None, None]]
