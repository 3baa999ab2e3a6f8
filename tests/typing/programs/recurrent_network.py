"""Loops, branches, random numbers and sparse matrices."""

import numpy as np

import tensorgraph as theano
from tensorgraph import scan, sparse
from tensorgraph import tensor as T
from tensorgraph.compile import Function
from tensorgraph.ifelse import ifelse
from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams
from tensorgraph.tensor import TensorSharedVariable, TensorVariable
from tensorgraph.tensor.shared_randomstreams import RandomStreams
from tensorgraph.typing import TensorLike

rng = np.random.default_rng(0)


def weights(*shape: int) -> TensorSharedVariable:
    """A shared array of small numbers."""
    return theano.shared((rng.standard_normal(shape) * 0.1).astype(theano.config.floatX), borrow=True)


U, V, b = weights(3, 3), weights(2, 3), weights(3)
x = T.matrix("x")


def step(x_t: TensorVariable, h: TensorVariable, V: TensorVariable, U: TensorVariable) -> TensorVariable:
    """One step of the loop."""
    return T.tanh(T.dot(x_t, V) + T.dot(h, U) + b)


h, loop_updates = scan(step, sequences=[x], outputs_info=[T.zeros((3,))], non_sequences=[V, U])
powers, _ = theano.scan(fn=lambda p, a: p * a, outputs_info=T.ones_like(b), non_sequences=b, n_steps=3)
total, _ = theano.reduce(lambda a, s: a + s, sequences=x[:, 0], outputs_info=T.constant(0.0, dtype="float64"))
cost = (h[-1] ** 2).sum() + powers[-1].mean() + total * 0
grads = theano.grad(cost, wrt=[U, V, b])


def adam(params: list[TensorSharedVariable], grads: list[TensorVariable], rate: TensorLike) -> theano.OrderedUpdates:
    """The updates of Adam."""
    updates = theano.OrderedUpdates()
    t = theano.shared(np.asarray(0.0, dtype=theano.config.floatX), "t")
    updates[t] = t + 1
    for p, g in zip(params, grads, strict=True):
        m = theano.shared(p.get_value() * 0.0, name=f"{p.name}_m", broadcastable=p.broadcastable)
        m_now = 0.9 * m + (1 - 0.9) * T.clip(g, -1, 1)
        updates[m] = m_now
        updates[p] = T.cast(p - rate * m_now / (T.sqrt(T.sqr(m_now)) + 1e-8), p.dtype)
    return updates


train: Function = theano.function([x], [cost, h], updates=adam([U, V, b], grads, 0.01), mode="FAST_RUN")
loss, states = train(rng.standard_normal((5, 2)))

streams = RandomStreams(seed=1)
noise = streams.normal(size=x.shape, avg=0.0, std=0.1)
mask = MRG_RandomStreams(7).binomial(size=x.shape, n=1, p=0.5, dtype="float64")
noisy = theano.function([x], {"noisy": x + noise, "dropped": T.switch(mask > 0, x, 0)})
print(noisy(np.ones((2, 2)))["noisy"].shape, noise.rng.get_value(borrow=True))

picked = ifelse(T.gt(x.sum(), 0), x.T, 2 * x.T)
rows, cols = x.shape
view = x.dimshuffle(0, "x", 1).flatten(2)[::-1, 1:].reshape((rows, -1)).astype("float32")
changed = T.inc_subtensor(x[0, :2], 1.0) @ T.eye(2)
joined = T.concatenate([x, changed], axis=0).max(axis=(0, 1), keepdims=True).norm(2)
print(theano.pp(joined), x.eval({x: np.eye(2)}).sum(), [str(node.op) for node in train.maker.fgraph.toposort()][:3])

s = sparse.csr_matrix("s", dtype="float64")
print(theano.function([s], sparse.sp_sum(s * 2, axis=0)).name, sparse.structured_dot(s, V).ndim)
with theano.config.change_flags(compute_test_value="off"):
    x.tag.test_value = np.ones((2, 2))
jacobian = theano.gradient.jacobian(h[-1], b)
inverse = T.nlinalg.matrix_inverse(T.dot(U.T, U) + T.eye(3)) + T.slinalg.cholesky(T.eye(3))
image = T.nnet.conv2d(T.tensor4("image"), T.tensor4("filters"), border_mode="half", subsample=(1, 1))
pooled = T.signal.pool.pool_2d(T.nnet.relu(image), (2, 2), ignore_border=True)
