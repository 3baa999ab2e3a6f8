"""A small function of every family of steps, for tests that treat all of them alike.

``FAMILIES[name]()`` makes a new one: the function, arguments for a call, and the shared variables that it reads or
updates.
"""

from typing import NamedTuple

import numpy as np
from python_ops import Plus

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.linalg.factored import LUFactor, PivotOrder
from tensorgraph.tensor.random.multinomial import MultinomialFromUniform
from tensorgraph.tensor.shared_randomstreams import RandomStreams


class Sample(NamedTuple):
    """A function, arguments, and its shared variables."""

    function: object
    args: tuple
    shared: tuple = ()


FAMILIES = {}


def family(build):
    FAMILIES[build.__name__] = build
    return build


def numbers(*shape, first=1.0):
    return np.linspace(first, 2.0, int(np.prod(shape))).reshape(shape)


@family
def elementwise():
    x, y = T.dmatrices("xy")
    return Sample(theano.function([x, y], [T.exp(x) * y, x > y, T.cast(x, "float32")]), (numbers(3, 4), numbers(3, 4)))


@family
def segments():
    x, y, w = T.dvector("x"), T.dvector("y"), theano.shared(numbers(100), "w")
    z = T.switch(x > y, x * y, x - y) * T.sqr(x + w)
    f = theano.function([x, y], [T.exp(z) + x * y, z.sum()], updates=[(w, w * 0.9 + x * (y - 1))])
    return Sample(f, (numbers(100), numbers(100, first=1.5)), (w,))


@family
def reductions():
    x = T.dmatrix("x")
    return Sample(theano.function([x], [x.sum(), x.sum(axis=0), x.max(axis=1), T.sqr(x).mean()]), (numbers(3, 4),))


@family
def short_rows():
    """Rows searched, copied and reduced many at a time; remainders and bools."""
    x, w = T.dmatrix("x"), theano.shared(numbers(40, 3, first=-2), "w")
    outputs = [
        T.argmin(x, axis=1), T.argmax(w, axis=0), T.join(1, x, w), T.repeat(w, 2, axis=1), x.T.flatten(),
        T.any((x > 1) & (w < 1), axis=1), T.einsum("ij,ij->i", x, w), T.logsumexp(x, axis=1),
    ]
    return Sample(theano.function([x], outputs, updates=[(w, (w + x) % 0.7 + w // 0.3)]), (numbers(40, 3),), (w,))


@family
def between_axes():
    """Axes reduced between others, centred arrays that two loops compute, slices of short rows that are added to."""
    x, w = T.dtensor3("x"), theano.shared(numbers(5, 6, 3, first=-2), "w")
    d = w - T.mean(w, axis=1, keepdims=True)
    new = d / T.sqrt(T.sum(T.sqr(d), axis=1, keepdims=True) + 1)
    outputs = [T.sum(x * w, axis=1), T.max(x, axis=(0, 2)), T.inc_subtensor(x[:, :, :1], new[:, :, 1:2]), new]
    return Sample(theano.function([x], outputs, updates=[(w, new + x)]), (numbers(5, 6, 3),), (w,))


@family
def table_in_a_loop():
    i, w = T.lvector("i"), theano.shared(numbers(5, 3), "w")
    hs, _ = theano.scan(lambda k, h: T.tanh(0.9 * h + w[k]), i, T.zeros(3))
    gradient = T.grad(T.sum(hs[-1] ** 2), w)
    return Sample(theano.function([i], gradient, updates=[(w, w - 0.1 * gradient)]), (np.array([0, 3, 3, 1]),), (w,))


@family
def one_output():
    x = T.dmatrix("x")
    return Sample(theano.function([x], T.tanh(x)), (numbers(3, 4),))


@family
def named_outputs():
    x = T.dmatrix("x")
    return Sample(theano.function([x], {"a": x + 1, "b": x.T, "c": x[::-1]}), (numbers(3, 4),))


@family
def views():
    x = T.dmatrix("x")
    e = T.exp(x)
    outputs = [e.T, e[::-1], e[0], e.reshape((4, 3)), e.dimshuffle("x", 1, 0), T.diagonal(e), x.T, x, x[1:]]
    return Sample(theano.function([x], outputs), (numbers(3, 4),))


@family
def parts_with_gaps():
    """Parts of arrays with gaps between their rows, and sums of them inside of an array."""
    x, y, n = T.dmatrix("x"), T.fmatrix("y"), T.ivector("n")
    outputs = [x[1:, 1:] - x[:-1, :-1], y[:, 1:] * y[:, :-1] > 0, T.inc_subtensor(y[1:, :-1], y[1:, 1:] - y[:-1, :-1])]
    return Sample(
        theano.function([x, y, n], [*outputs, x[n, n]]),
        (numbers(20, 9), numbers(30, 30).astype("float32"), np.arange(-3, 9, dtype="int32")))


@family
def indices_at_run_time():
    x, n = T.dmatrix("x"), T.lscalar("n")
    return Sample(theano.function([x, n], [T.exp(x)[:n], x[n], x.reshape((n, -1)), T.exp(x)[n:]]), (numbers(4, 4), 2))


@family
def searches():
    table, x = T.dvector("table"), T.dmatrix("x")
    places = [T.searchsorted(table, x), T.searchsorted(table[::2], T.exp(x).T, "right")]
    return Sample(theano.function([table, x], places), (np.arange(9.0), numbers(5, 4)))


@family
def largest_elements():
    x, k = T.dmatrix("x"), T.lscalar("k")
    outputs = [*T.topk_and_argtopk(T.exp(x), k), T.topk(x.T, -2, axis=0)]
    return Sample(theano.function([x, k], outputs), (numbers(5, 9), 3))


@family
def parts():
    x, sizes = T.dvector("x"), T.lvector("sizes")
    return Sample(theano.function([x, sizes], T.split(x, sizes, 2)), (numbers(6), np.array([2, 4])))


@family
def checked_shapes():
    x, n = T.dmatrix("x"), T.lscalar("n")
    return Sample(theano.function([x, n], T.specify_shape(x, (n, 4)) * 2), (numbers(3, 4), 3))


@family
def shapes():
    x, n = T.dmatrix("x"), T.lscalar("n")
    outputs = [x.shape, x.shape[0], T.eye(n), T.arange(n), T.zeros((n, 2)), T.stack([n, n + 1]), T.alloc(x, n, 3, 4)]
    return Sample(theano.function([x, n], [*outputs, T.tril(x)]), (numbers(3, 4), 3))


@family
def joins():
    x, y = T.dmatrices("xy")
    return Sample(theano.function([x, y], [T.concatenate([x, y]), T.stack([x, y])]), (numbers(3, 4), numbers(3, 4)))


@family
def complex_sums():
    z = T.cmatrix("z")
    outputs = [z.sum(), z.sum(axis=0), (z * z.conj()).mean(axis=1), T.sqrt(z)]
    return Sample(theano.function([z], outputs), ((numbers(6, 4) + 1j * numbers(6, 4, first=2)).astype("complex64"),))


@family
def products():
    x, y, v, t = T.dmatrix("x"), T.dmatrix("y"), T.dvector("v"), T.dtensor3("t")
    outputs = [T.dot(x, y), T.dot(x, v), T.dot(v, v), T.outer(v, v) + y, T.batched_dot(t, t), 0.5 * T.dot(x, y) + y]
    return Sample(
        theano.function([x, y, v, t], outputs), (numbers(4, 4), numbers(4, 4), numbers(4), numbers(2, 3, 3)))


@family
def products_of_integers():
    x, v = T.imatrix("x"), T.ivector("v")
    counts = np.arange(12, dtype="int32").reshape(3, 4)
    return Sample(theano.function([x, v], [T.dot(x, x.T), T.dot(x, v)]), (counts, counts[0]))


@family
def products_of_vectors():
    x, v, w = T.dmatrix("x"), T.dvector("v"), T.dvector("w")
    outputs = [0.5 * T.dot(x, v) + w, 2 * T.outer(w, v) + x]
    return Sample(theano.function([x, v, w], outputs), (numbers(3, 4), numbers(4), numbers(3)))


@family
def linear_algebra():
    a, b, d = T.dmatrix("a"), T.dmatrix("b"), T.dvector("d")
    factor = slinalg.cholesky(a)
    outputs = [
        factor, theano.grad(factor.sum(), a), slinalg.solve(a, b), slinalg.solve_lower_triangular(factor, b),
        nlinalg.matrix_inverse(a), nlinalg.det(a), T.log(nlinalg.det(a)), *nlinalg.eigh(a), *nlinalg.eig(a),
        *nlinalg.svd(a), *nlinalg.qr(a), nlinalg.AllocDiag()(d), T.cumsum(b, axis=0), *T.linalg.schur(a),
        *LUFactor()(a), PivotOrder()(LUFactor()(T.exp(a))[1]), *T.linalg.schur(a + 1j, output="complex"),
        slinalg.solve(a + 1j, b),
    ]
    x = numbers(3, 3)
    return Sample(theano.function([a, b, d], outputs), (x @ x.T + np.eye(3), numbers(3, 2), numbers(4)))


@family
def linear_model():
    x, w = T.dmatrix("x"), T.dvector("w")
    return Sample(theano.function([x, w], 0.5 * T.dot(x.T, T.exp(T.dot(x, w)))), (numbers(40, 5), np.zeros(5)))


@family
def rowwise():
    x, y = T.dmatrix("x"), T.lvector("y")
    p = T.nnet.softmax(x)
    outputs = [
        p, T.log(p), T.log(T.sum(T.exp(x), axis=1)), T.argmax(x, axis=1), T.grad(T.sqr(p).sum(), x),
        T.grad(T.sqr(T.nnet.logsoftmax(x)).sum(), x),
    ]
    return Sample(theano.function([x, y], outputs, on_unused_input="ignore"), (numbers(3, 4), np.array([0, 1, 3])))


@family
def losses():
    x, y = T.dmatrix("x"), T.lvector("y")
    loss = T.nnet.categorical_crossentropy(T.nnet.softmax(x), y)
    outputs = [loss, T.grad(loss.mean(), x), T.nnet.categorical_crossentropy(x, y)]
    return Sample(theano.function([x, y], outputs), (numbers(3, 4), np.array([0, 1, 3])))


@family
def cumulative():
    x = T.dmatrix("x")
    outputs = [T.cumsum(x, axis=0), T.cumprod(x), T.grad(T.cumprod(x, axis=1).sum(), x)]
    return Sample(theano.function([x], outputs), (numbers(3, 4),))


@family
def index_arrays():
    x, i = T.dmatrix("x"), T.lvector("i")
    outputs = [
        x[i], x[:, i], x[i, i], T.set_subtensor(x[i], 5.0), T.inc_subtensor(x[i, i], 1.0),
        T.inc_subtensor(x[1:, 0], 2.0), x[T.gt(x, 1.5)],
    ]
    return Sample(theano.function([x, i], outputs), (numbers(4, 4), np.array([0, 3, 0])))


@family
def embedding():
    table, i = T.dmatrix("table"), T.lvector("i")
    cost = T.tanh(table[i]).sum()
    return Sample(theano.function([table, i], [cost, T.grad(cost, table)]), (numbers(6, 4), np.array([0, 5, 0])))


@family
def convolution():
    x, w = T.dtensor4("x"), T.dtensor4("w")
    z = T.nnet.conv2d(x, w)
    return Sample(
        theano.function([x, w], [z, *T.grad(T.sqr(z).sum(), [x, w])]), (numbers(2, 2, 5, 5), numbers(3, 2, 2, 2)))


@family
def pooling():
    x = T.dtensor4("x")
    largest = T.signal.pool.pool_2d(x, (2, 2), ignore_border=True)
    mean = T.signal.pool.pool_2d(x, (2, 2), ignore_border=True, mode="average_inc_pad")
    grads = [T.grad(T.sqr(z).sum(), x) for z in (largest, mean)]
    return Sample(theano.function([x], [largest, mean, *grads]), (numbers(1, 2, 4, 4),))


@family
def pooling_tangents():
    """The maxima are given: nothing else here pools."""
    x, z, v = T.dtensor4s("x", "z", "v")
    picks = T.signal.pool.DownsampleFactorMaxGradGrad(ignore_border=True)
    tangent = theano.function([x, z, v], picks(x, z, v, (2, 2)))
    images = numbers(1, 2, 4, 4)
    return Sample(tangent, (images, images[:, :, 1::2, 1::2].copy(), images))


@family
def branches():
    c, x = T.dscalar("c"), T.dmatrix("x")
    return Sample(theano.function([c, x], theano.ifelse.ifelse(c > 0, T.exp(x), x.T * 2)), (1.0, numbers(3, 3)))


@family
def loop_of_rows():
    x = T.dmatrix("x")
    rows, _ = theano.scan(lambda row, h: T.tanh(row + h), sequences=x, outputs_info=T.zeros(4))
    return Sample(theano.function([x], [rows, rows[-1]]), (numbers(5, 4),))


@family
def loop_of_numbers():
    x, n = T.dvector("x"), T.lscalar("n")
    z, _ = theano.scan(lambda a, h: a * h + 1, sequences=x, outputs_info=T.constant(1.0, dtype="float64"), n_steps=n)
    return Sample(theano.function([x, n], [z, T.grad(z[-1], x)]), (numbers(5), 4))


@family
def loop_in_python():
    x = T.dmatrix("x")
    rows, _ = theano.scan(lambda row, h: Plus()(row + h), sequences=x, outputs_info=T.zeros(4))
    return Sample(theano.function([x], rows), (numbers(5, 4),))


@family
def in_python():
    x = T.dmatrix("x")
    e = T.exp(x)
    return Sample(theano.function([x], [Plus()(e), Plus()(x.T), Plus()(T.constant(numbers(2))), e]), (numbers(3, 4),))


@family
def accumulator():
    v, s = T.dvector("v"), theano.shared(numbers(4), "s")
    return Sample(theano.function([v], updates=[(s, s + v)]), (numbers(4),), (s,))


@family
def gradient_descent():
    x, y = T.dmatrix("x"), T.dvector("y")
    w, b = theano.shared(numbers(4), "w"), theano.shared(0.5, "b")
    cost = T.sqr(T.dot(x, w) + b - y).mean()
    updates = [(p, p - 0.01 * T.grad(cost, p)) for p in (w, b)]
    f = theano.function([x, y], [cost, x[::-1], T.exp(x).T], updates=updates)
    return Sample(f, (numbers(3, 4), numbers(3)), (w, b))


@family
def updates_in_place():
    x, i = T.dmatrix("x"), T.lvector("i")
    w, v, b = theano.shared(numbers(4, 4), "w"), theano.shared(numbers(4), "v"), theano.shared(numbers(4), "b")
    updates = [
        (w, T.inc_subtensor(w[i], x[0])), (v, T.set_subtensor(v[:2], x[1, :2])), (b, T.exp(x)[0]),
    ]
    f = theano.function([x, i], [x.sum(), x.T], updates=updates)
    return Sample(f, (numbers(3, 4), np.array([0, 3])), (w, v, b))


@family
def products_in_place():
    x = T.dmatrix("x")
    w, b = theano.shared(numbers(4, 4), "w"), theano.shared(numbers(4), "b")
    updates = [(w, w - 0.1 * T.dot(x.T, x)), (b, b * 0.9 + 1)]
    return Sample(theano.function([x], [T.dot(x, w).T, x[0]], updates=updates), (numbers(3, 4),), (w, b))


@family
def updates_in_python():
    x = T.dvector("x")
    v, w = theano.shared(numbers(4), "v"), theano.shared(numbers(4), "w")
    updates = [(v, T.inc_subtensor(v[0], x.sum())), (w, Plus()(w) + x)]
    return Sample(theano.function([x], Plus()(x), updates=updates), (numbers(4),), (v, w))


@family
def loop_over_state():
    x = T.dmatrix("x")
    h, b = theano.shared(numbers(4), "h"), theano.shared(numbers(4), "b")
    rows, _ = theano.scan(lambda row, last: T.tanh(row + last), sequences=x, outputs_info=h)
    updates = [(h, rows[-1]), (b, T.set_subtensor(b[0], rows.sum()))]
    return Sample(theano.function([x], rows, updates=updates), (numbers(5, 4),), (h, b))


@family
def swapped():
    a, b = theano.shared(numbers(4), "a"), theano.shared(-numbers(4), "b")
    return Sample(theano.function([], [a * 1, b], updates=[(a, b), (b, a)]), (), (a, b))


@family
def random_streams():
    sample = RandomStreams(1).uniform((2, 3))
    f = theano.function([], [sample, sample + 1])
    return Sample(f, (), tuple(f.get_shared()))


@family
def random_mrg():
    sample = MRG_RandomStreams(1).normal((2, 3), nstreams=4)
    f = theano.function([], [sample, sample + 1])
    return Sample(f, (), tuple(f.get_shared()))


@family
def random_choices():
    """Outcomes by probabilities, several of each row."""
    p, u = T.fmatrix("p"), T.dvector("u")
    f = theano.function([p, u], [MultinomialFromUniform(dtype)(p, u, 3) for dtype in ("int64", "auto")])
    return Sample(f, (np.full((4, 5), 0.2, "float32"), np.linspace(0, 1, 12)))


@family
def sorting():
    x = T.dmatrix("x")
    outputs = [T.sort(x, axis=0), T.argsort(x, axis=1), T.cumsum(x, axis=0)]
    return Sample(theano.function([x], outputs), (numbers(3, 4),))


@family
def neighbours():
    x = T.dmatrix("x")
    cost = T.sum((x[1:] - x[:-1]) ** 2) + T.sum((x[:, 1:] - x[:, :-1]) ** 2)
    return Sample(theano.function([x], T.grad(cost, x)), (numbers(7, 9),))


@family
def moderate_exponentials():
    """Two copies of a graph, of which the numbers choose one."""
    x, w = T.dmatrix("x"), theano.shared(numbers(3), "w")
    cost = T.sqrt(((T.exp(T.dot(x, w)) - 2) ** 2).mean())
    return Sample(theano.function([x], cost, updates=[(w, w - 0.1 * T.grad(cost, w))]), (numbers(4, 3),), (w,))


@family
def places_in_a_loop():
    """Rows gathered and added at computed places, cumulative sums and parts, in strips."""
    x, i, w = T.dmatrix("x"), T.lmatrix("i"), theano.shared(numbers(6), "w")

    def step(row, places, h):
        h = T.inc_subtensor(h[places], row[:2])
        return T.cumsum(h)[::-1] * 0.1 + T.tanh(h[places[0]])

    hs, _ = theano.scan(step, [x, i], w)
    updates = [(w, w - 0.1 * T.grad(hs[-1].sum(), w))]
    return Sample(theano.function([x, i], hs, updates=updates), (numbers(5, 3), np.arange(10).reshape(5, 2) % 6), (w,))


@family
def parts_and_halves():
    """Complex numbers taken apart, and halves that are rounded, also in a loop."""
    z, h = T.zmatrix("z"), T.matrix("h", dtype="float16")
    w = theano.shared(numbers(4).astype("complex128"), "w")
    loop, _ = theano.scan(lambda row, s: s * row + 1, h, T.zeros_like(h[0]))
    outputs = [T.exp(z) * w, abs(z * z + 1).sum(), T.nnet.softmax(h * 2), loop, (h - h.mean(axis=0)).sum(axis=1)]
    f = theano.function([z, h], outputs, updates=[(w, w * 0.5 + z[0])])
    return Sample(f, (numbers(3, 4) + 1j, numbers(5, 4).astype("float16")), (w,))
