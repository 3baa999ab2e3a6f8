"""Random programs on arrays that do not fit: each error is explained, and leaves shared variables as they were."""

import random

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

PROGRAMS, CALLS = 12, 3  # of each seed


def rows(f):
    """Return a function of one array that does nothing to a number."""
    return lambda a: f(a) if a.ndim else a


def matrices(f):
    return lambda a: f(a) if a.ndim == 2 else a


def inner_graph(a, b):
    p, q = a.type(), b.type()
    return theano.OpFromGraph([p, q], [T.exp(p) + q])(a, b)


UNARY = [
    T.exp, T.tanh, T.nnet.relu, lambda a: a.dimshuffle("x", *range(a.ndim)), lambda a: a.flatten(),
    rows(lambda a: a[1:]), rows(lambda a: a[2]), rows(lambda a: a[[0, 2]]), rows(lambda a: T.roll(a, 1, 0)),
    rows(lambda a: T.cumsum(a, 0)), rows(lambda a: a.max(0)), rows(lambda a: T.nnet.softmax(a, axis=-1)),
    rows(lambda a: a.reshape((2, -1))), rows(lambda a: T.specify_shape(a, (3,) * a.ndim)),
    rows(lambda a: T.set_subtensor(a[:2], a[1:3])), matrices(T.slinalg.cholesky), matrices(T.nlinalg.matrix_inverse),
    matrices(lambda a: a.T), rows(lambda a: theano.scan(lambda r: r * 2 + a[0], a)[0]),
    rows(lambda a: theano.scan(lambda r, h: h + r, a, T.zeros_like(a[0]))[0]),
]  # fmt: skip
BINARY = [
    lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a / b, T.maximum, lambda a, b: T.switch(a > b, a, b),
    lambda a, b: T.dot(a, b) if 0 < a.ndim < 3 and 0 < b.ndim < 3 else a - b,
    lambda a, b: T.concatenate([a, b]) if a.ndim == b.ndim and a.ndim else a * b,
    lambda a, b: T.stack([a, b]) if a.ndim == b.ndim else a - b,
    lambda a, b: T.inc_subtensor(a[:2], b[:2]) if a.ndim == b.ndim and a.ndim else a + b,
    lambda a, b: theano.scan(lambda r, s: r + s, [a, b])[0] if a.ndim and b.ndim else a + b,
    lambda a, b: theano.vmap(lambda r, s: r * s.sum())(a, b) if a.ndim and b.ndim else a * b,
    lambda a, b: T.allclose(a, b, rtol=b) * a, inner_graph,
]  # fmt: skip


def program(r):
    """Return variables, a shared one, and a cost; None if the operations do not go together."""
    inputs = [T.TensorType("float64", (False,) * r.choice([0, 1, 1, 2, 2, 3]))(f"v{i}") for i in range(3)]
    w = theano.shared(np.ones((3,) * r.choice([1, 2])), "w")
    pool = [*inputs, w]
    try:
        for _ in range(r.randint(2, 7)):
            if r.random() < 0.45:
                pool.append(r.choice(UNARY)(r.choice(pool[-4:])))
            else:
                pool.append(r.choice(BINARY)(r.choice(pool[-3:]), r.choice(pool)))
    except (TypeError, ValueError, IndexError):
        return None
    return inputs, w, pool[-1].sum()


def check(error):
    text = str(error)
    assert not any("could not be described" in note for note in getattr(error, "__notes__", ())), error.__notes__
    assert error.user_lines[0][0] == __file__, text
    assert "Hint: " in text and "Composite" not in text.splitlines()[0], text


@pytest.mark.parametrize("seed", range(8))
def test_failures_of_random_programs_are_explained(seed):
    r = random.Random(seed)
    for _ in range(PROGRAMS):
        made = program(r)
        if made is None:
            continue
        inputs, w, cost = made
        gradient = T.grad(cost, w, disconnected_inputs="ignore")
        f = theano.function(inputs, cost, updates=[(w, w - 0.1 * gradient)], on_unused_input="ignore")
        for _ in range(CALLS):
            before = w.get_value()
            try:
                with np.errstate(all="ignore"):
                    f(*[np.ones([r.choice([3, 3, 3, 2, 1, 0]) for _ in range(v.ndim)]) for v in inputs])
            except (ValueError, IndexError, AssertionError) as error:
                check(error)
                np.testing.assert_array_equal(before, w.get_value())
