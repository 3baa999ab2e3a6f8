"""Layers, whose programs differ from peer to peer: an embedding, a convolution, a recurrent network."""

import numpy as np


class Layer:
    """One piece of work, written for each peer.

    Parameters
    ----------
    data : callable
        Gives the arguments for a dtype.
    programs : dict
        For each peer a function of the peer's module and the arguments that makes a function without arguments.
    """

    def __init__(self, dtype, data, programs):
        self.dtype, self._data, self._programs = dtype, data, programs

    def data(self):
        return self._data(np.random.RandomState(42), self.dtype)

    def values(self, result):
        return [np.asarray(r) for r in (result if isinstance(result, (list, tuple)) else [result])]

    def build(self, name, peer, data):
        program = self._programs.get(name)
        return None if program is None else program(peer, *data)


def _jitted(jax, function, arguments):
    arrays = [jax.numpy.asarray(x) for x in arguments]
    compiled = jax.jit(function)
    return lambda: jax.block_until_ready(compiled(*arrays))


def _symbolic(theano, arguments):
    return [theano.tensor.TensorType(x.dtype, (False,) * x.ndim)() for x in arguments]


def _called(theano, inputs, outputs, arguments):
    f = theano.function(inputs, outputs)
    return lambda: f(*arguments)


# ---------------------------------------------------------------- embedding


def embedding_data(rng, dtype):
    """A table of 10,000 rows, of which 4,096 are taken."""
    return rng.standard_normal((10_000, 128)).astype(dtype), rng.randint(0, 10_000, 4096)


def embedding_tensorgraph(theano, table, indices):
    E, i = _symbolic(theano, (table, indices))
    cost = theano.tensor.sum(E[i] ** 2)
    return _called(theano, [E, i], [cost, theano.grad(cost, E)], (table, indices))


def embedding_numpy(_, table, indices):
    def run():
        taken = table[indices]
        gradient = np.zeros_like(table)
        np.add.at(gradient, indices, 2 * taken)
        return [np.sum(taken**2), gradient]

    return run


def embedding_jax(jax, table, indices):
    cost = jax.value_and_grad(lambda table, indices: jax.numpy.sum(table[indices] ** 2))
    return _jitted(jax, cost, (table, indices))


def embedding_torch(torch, table, indices):
    E, i = torch.from_numpy(table).requires_grad_(), torch.from_numpy(indices)

    def run():
        cost = torch.sum(E[i] ** 2)
        return [cost.detach(), *torch.autograd.grad(cost, E)]

    return run


# ---------------------------------------------------------------- convolution


def convolution_data(rng, dtype):
    """32 images of 3 channels and 32 x 32 pixels, 16 filters of 5 x 5."""
    return rng.standard_normal((32, 3, 32, 32)).astype(dtype), rng.standard_normal((16, 3, 5, 5)).astype(dtype)


def convolution_tensorgraph(theano, images, filters):
    x, w = _symbolic(theano, (images, filters))
    result = theano.tensor.nnet.conv2d(x, w)
    gradients = theano.grad(theano.tensor.sum(result**2), [x, w])
    return _called(theano, [x, w], [result, *gradients], (images, filters))


def convolution_numpy(_, images, filters):
    def run():
        flipped = filters[:, :, ::-1, ::-1]
        patches = np.lib.stride_tricks.sliding_window_view(images, filters.shape[2:], axis=(2, 3))
        result = np.einsum("bcijkl,ockl->boij", patches, flipped, optimize=True)
        gradient = 2 * result
        by_filters = np.einsum("bcijkl,boij->ockl", patches, gradient, optimize=True)[:, :, ::-1, ::-1]
        room = [(0, 0), (0, 0), *[(k - 1, k - 1) for k in filters.shape[2:]]]
        patches = np.lib.stride_tricks.sliding_window_view(np.pad(gradient, room), filters.shape[2:], axis=(2, 3))
        by_images = np.einsum("boijkl,ockl->bcij", patches, filters, optimize=True)
        return [result, by_images, by_filters]

    return run


def convolution_jax(jax, images, filters):
    def forward(images, filters):
        return jax.lax.conv_general_dilated(images, filters[:, :, ::-1, ::-1], (1, 1), "VALID")

    def work(images, filters):
        result, pull = jax.vjp(forward, images, filters)
        return [result, *pull(2 * result)]

    return _jitted(jax, work, (images, filters))


def convolution_torch(torch, images, filters):
    x, w = torch.from_numpy(images).requires_grad_(), torch.from_numpy(filters).requires_grad_()

    def run():
        result = torch.nn.functional.conv2d(x, w.flip(2, 3))
        return [result.detach(), *torch.autograd.grad(torch.sum(result**2), [x, w])]

    return run


# ---------------------------------------------------------------- recurrence


def recurrence_data(rng, dtype):
    """100 steps of a batch of 32, of 100 units."""
    matrices = rng.standard_normal((2, 100, 100)).astype(dtype) / np.dtype(dtype).type(10)
    return rng.standard_normal((100, 32, 100)).astype(dtype), *matrices, np.zeros((32, 100), dtype)


def recurrence_tensorgraph(theano, *data):
    T = theano.tensor
    x, W, U, h = _symbolic(theano, data)
    states, _ = theano.scan(
        lambda x, h, W, U: T.tanh(T.dot(h, W) + T.dot(x, U)), sequences=x, outputs_info=h, non_sequences=[W, U]
    )
    cost = T.mean(states**2)
    return _called(theano, [x, W, U, h], [cost, *theano.grad(cost, [W, U])], data)


def recurrence_numpy(_, x, W, U, h):
    def run():
        states = [h]
        for row in x:
            states.append(np.tanh(states[-1] @ W + row @ U))
        by_W, by_U, by_state = np.zeros_like(W), np.zeros_like(U), 0
        n = len(x) * h.size
        for i in reversed(range(len(x))):
            inside = (by_state + 2 * states[i + 1] / n) * (1 - states[i + 1] ** 2)
            by_W += states[i].T @ inside
            by_U += x[i].T @ inside
            by_state = inside @ W.T
        return [np.mean(np.square(states[1:])), by_W, by_U]

    return run


def recurrence_jax(jax, x, W, U, h):
    def cost(W, U, x, h):
        def step(h, row):
            h = jax.numpy.tanh(h @ W + row @ U)
            return h, h

        return jax.numpy.mean(jax.lax.scan(step, h, x)[1] ** 2)

    def work(W, U, x, h):
        value, gradients = jax.value_and_grad(cost, (0, 1))(W, U, x, h)
        return [value, *gradients]

    return _jitted(jax, work, (W, U, x, h))


def recurrence_torch(torch, *data):
    x, W, U, h0 = map(torch.from_numpy, data)
    W, U = W.requires_grad_(), U.requires_grad_()

    def run():
        h, states = h0, []
        for row in x:
            h = torch.tanh(h @ W + row @ U)
            states.append(h)
        cost = torch.mean(torch.stack(states) ** 2)
        return [cost.detach(), *torch.autograd.grad(cost, [W, U])]

    return run


WORK = {
    "embedding": (
        embedding_data,
        {
            "tensorgraph": embedding_tensorgraph,
            "numpy": embedding_numpy,
            "jax": embedding_jax,
            "torch": embedding_torch,
        },
    ),
    "convolution": (
        convolution_data,
        {
            "tensorgraph": convolution_tensorgraph,
            "numpy": convolution_numpy,
            "jax": convolution_jax,
            "torch": convolution_torch,
        },
    ),
    "recurrence": (
        recurrence_data,
        {
            "tensorgraph": recurrence_tensorgraph,
            "numpy": recurrence_numpy,
            "jax": recurrence_jax,
            "torch": recurrence_torch,
        },
    ),
}
LAYERS = {
    f"{name}/{dtype}": Layer(dtype, data, programs)
    for name, (data, programs) in WORK.items()
    for dtype in ("float64", "float32")
}
