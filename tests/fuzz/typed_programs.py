"""Random typed programs of every family, grown a step at a time with their values at hand.

A program is a list of steps, each a choice made by one number, so that a program can be replayed with fewer of them.
Each value is computed at once by the reference of its op (``perform``): the next step knows real shapes, and steps
whose results are not finite, or too large to compare, are left out.
"""

import random

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.graph.variable import Constant
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.signal import pool

DTYPES = ("float64", "float64", "float32", "float32", "int64", "int32", "int8", "uint8", "bool")
LENGTHS = (1, 2, 3, 3, 4, 5, 0, 7, 40)
LIMIT = 1e4  # larger values are left out: rounding could not be told from mistakes


class Unfit(Exception):
    """A step that does not fit what is there."""


class Program:
    """A growing program.

    Attributes
    ----------
    inputs : list of Variable
    values : dict
        From each variable to its value by the references.
    pool : list of Variable
        What further steps may use.
    exact : set of Variable
        Variables without rounding, of which discontinuous functions may be taken.
    size : float
        The largest absolute value that was met.
    """

    def __init__(self, seed, steps=None, keep=None):
        self.seed = seed
        self.inputs, self.pool = [], []
        self.values, self.exact = {}, set()
        self.size = 1.0
        self.text = []
        first = random.Random(f"{seed} start")
        n = first.randint(3, 9) if steps is None else steps
        for k in range(first.randint(2, 4)):
            self.r = random.Random(f"{seed} input {k}")
            self.new_input()
        for k in range(n):
            if keep is not None and k not in keep:
                continue
            for attempt in range(6):
                self.r = random.Random(f"{seed} {k} {attempt}")
                family = self.r.choice(FAMILIES)
                try:
                    made = family(self)
                    for v in made if isinstance(made, (list, tuple)) else [made]:
                        self.add(v)
                except Unfit:
                    continue
                self.text.append(f"{k}: {family.__name__}")
                break
        self.steps = n

    # ------------------------------------------------------------- making variables

    def new_input(self, shape=None, dtype=None, flags=None):
        """Add an input of random type and exact values."""
        r = self.r
        dtype = r.choice(DTYPES) if dtype is None else dtype
        if shape is None:
            shape = tuple(r.choice(LENGTHS) for _ in range(r.choice((0, 1, 1, 2, 2, 2, 3))))
        if flags is None:
            flags = tuple(n == 1 and r.random() < 0.5 for n in shape)
        draw = np.random.default_rng(r.randrange(2**32))
        if dtype == "bool":
            value = draw.random(shape) < 0.5
        elif dtype[0] == "f":
            value = draw.integers(-12, 13, shape) / 4
        else:
            value = draw.integers(0 if dtype[0] == "u" else -9, 10, shape)
        v = T.TensorType(dtype, flags)(f"{dtype[0]}{len(self.inputs)}")
        self.inputs.append(v)
        self.values[v] = np.asarray(value).astype(dtype)
        self.exact.add(v)
        self.pool.append(v)
        return v

    def add(self, v):
        """Compute a variable and take it into the pool."""
        value = self.compute(v)
        if value.dtype.kind in "fc":
            if not np.isfinite(value).all() or (value.size and abs(value).max() > LIMIT):
                raise Unfit
            if value.size:
                self.size = max(self.size, float(abs(value).max()))
        if value.size > 20_000:
            raise Unfit
        if v not in self.pool:
            self.pool.append(v)
        return v

    def compute(self, v):
        """Return the value of a variable by the references of the ops."""
        with np.errstate(all="ignore"):
            for node in io_toposort(list(self.values), [v]):
                storage = [[None] for _ in node.outputs]
                given = [w.data if isinstance(w, Constant) else self.values[w] for w in node.inputs]
                try:
                    node.op.perform(node, given, storage)
                except (ValueError, IndexError, np.linalg.LinAlgError, NotImplementedError) as error:
                    raise Unfit from error
                self.values.update(zip(node.outputs, (cell[0] for cell in storage)))
        if isinstance(v, Constant):
            self.values[v] = v.data
        return np.asarray(self.values[v]) if not hasattr(self.values[v], "tocsc") else self.values[v].toarray()

    def any(self, kinds="fiub", ndim=None, exact=False, where=None):
        """Return a variable of the pool."""
        fit = [
            v for v in self.pool
            if np.dtype(v.type.dtype).kind in kinds
            and (ndim is None or v.type.ndim in ((ndim,) if isinstance(ndim, int) else ndim))
            and (not exact or v in self.exact)
            and (where is None or where(self.values[v]))
        ]  # fmt: skip
        if not fit:
            raise Unfit
        # what is new is used more often
        return fit[min(self.r.randrange(len(fit)), self.r.randrange(len(fit))) * -1 - 1]

    def shape(self, v):
        return np.shape(self.values[v])

    def same_exactness(self, z, *xs):
        """Note that `z` is exact if all of `xs` are; its values must be small numbers of few bits."""
        value = self.compute(z)
        if all(x in self.exact or isinstance(x, Constant) for x in xs):
            if value.dtype.kind in "iub" or (value.size == 0 or abs(value).max() < 1000):
                self.exact.add(z)
        return z


# ------------------------------------------------------------- families of steps


def floats(p):
    """A smooth function of a float."""
    x = p.any("f")
    f = p.r.choice((
        lambda x: T.exp(-T.sqr(x)), lambda x: T.log(T.sqr(x) + 0.5), T.tanh, T.nnet.sigmoid, T.nnet.softplus,
        lambda x: T.sqrt(T.sqr(x) + 1), T.sin, T.cos, T.erf, lambda x: 1 / (1 + T.sqr(x)), T.arctan,
        lambda x: T.log1p(T.sqr(x)), lambda x: T.expm1(T.tanh(x)), lambda x: x**3 / 10, lambda x: T.nnet.elu(x),
        lambda x: T.log(1 + T.exp(x)), lambda x: 1 / (1 + T.exp(-x)), lambda x: (x**2).clip(0.3, 2.0),
        lambda x: T.gammaln(T.sqr(x) + 1), lambda x: T.cosh(T.tanh(x)), lambda x: T.erfc(x) * 2,
        lambda x: T.exp2(-x**2),
    ))  # fmt: skip
    return f(x)


def signs(p):
    """A function that keeps exact numbers exact."""
    x = p.any("fiu")
    f = p.r.choice((T.neg, abs, T.sqr, lambda x: x * 2, lambda x: x - 1, lambda x: x + x, lambda x: T.maximum(x, 0)))
    if x.type.dtype[0] == "u" and f is abs:
        raise Unfit
    return p.same_exactness(f(x), x)


def steps_of_numbers(p):
    """Functions with jumps, of exact numbers."""
    x = p.any("fi", exact=True)
    f = p.r.choice((T.floor, T.ceil, T.sgn, T.round, T.trunc, lambda x: x > 0.5, lambda x: T.eq(x, 1), T.isnan,
                    lambda x: T.cast(x, p.r.choice(("int64", "int8", "bool", "float32", "float64")))))
    return p.same_exactness(f(x), x)


def fitting(p, x, kinds="fiub", exact=False):
    """Return a second operand for `x`: of its shape, or one that broadcasts against it."""
    flags = x.type.broadcastable

    def fits(v):
        if v.type.ndim > len(flags):
            return False
        shape = p.shape(x)[len(flags) - v.type.ndim :]
        own = flags[len(flags) - v.type.ndim :]
        return all(a == b and fa == fb or fb for a, b, fa, fb in zip(shape, p.shape(v), own, v.type.broadcastable))

    found = [
        v for v in p.pool
        if np.dtype(v.type.dtype).kind in kinds and fits(v) and (not exact or v in p.exact)
    ]  # fmt: skip
    return p.r.choice(found) if found and p.r.random() < 0.8 else p.new_input(p.shape(x), p.r.choice(
        [d for d in DTYPES if np.dtype(d).kind in kinds]), flags)


def pairs(p):
    """Arithmetic of two, also of different types."""
    x = p.any()
    y = fitting(p, x)
    ops = [T.add, T.mul, T.maximum, T.minimum]
    if "bool" not in (x.type.dtype, y.type.dtype):
        ops += [T.sub, lambda x, y: x * 2 - y, lambda x, y: -x * y, lambda x, y: x - y * y]
    if p.r.random() < 0.3:
        ops = [lambda x, y: x / (T.sqr(T.cast(y, "float64")) + 1)]
    elif p.r.random() < 0.2 and x.type.dtype == y.type.dtype == "bool":
        ops = [T.and_, T.or_, T.xor]
    z = p.r.choice(ops)(x, y)
    return p.same_exactness(z, x, y)


def integers(p):
    """Division and bits of integers, comparisons of exact numbers."""
    x = p.any("iu")
    y = fitting(p, x, "iu", exact=True)
    f = p.r.choice((T.and_, T.or_, T.xor, T.invert, T.lt, T.ge, T.neq, "//", "%", T.eq))
    if f is T.invert:
        return f(x)
    if f in ("//", "%"):
        y = T.maximum(y, 1)
        return x // y if f == "//" else x % y
    return f(x, y)


def choices(p):
    x = p.any("fi")
    c = fitting(p, x, "b", exact=True)
    y = fitting(p, x, "fi")
    z = p.r.choice((T.switch(c, x, y), T.switch(c, x, 0), T.switch(x > 0, x, y) if x in p.exact else T.switch(c, y, x)))
    return p.same_exactness(z, x, y, c)


def axes(p):
    """Axes moved, added, dropped, joined and cut."""
    x = p.any(ndim=(1, 2, 3))
    shape, n = p.shape(x), x.type.ndim
    order = list(range(n))
    p.r.shuffle(order)

    def with_new(x):
        at = p.r.randrange(n + 1)
        return x.dimshuffle(*order[:at], "x", *order[at:])

    f = p.r.choice((
        lambda x: x.dimshuffle(*order), with_new, lambda x: x.flatten(),
        lambda x: x.reshape((-1,)) if 0 not in shape else x,
        lambda x: x.reshape(shape[::-1]), lambda x: x.reshape(x.shape), lambda x: x[::-1], lambda x: x.T,
        lambda x: T.shape_padleft(x), lambda x: T.shape_padright(x), lambda x: T.roll(x, p.r.randint(-3, 3), axis=0),
        lambda x: T.repeat(x, 2, axis=p.r.randrange(n)), lambda x: T.tile(x, (2,) * n), lambda x: x.swapaxes(0, n - 1),
        lambda x: T.concatenate([x, x * 2 if x.dtype != "bool" else x], axis=p.r.randrange(n)) if True not in
        x.type.broadcastable else x.flatten(), lambda x: T.stack([x, x]), lambda x: T.addbroadcast(x[:1], 0),
    ))  # fmt: skip
    return p.same_exactness(f(x), x)


def index_of(p, length):
    r = p.r
    if length == 0:
        return slice(None)
    a, b = r.randint(-length - 1, length + 1), r.randint(-length - 1, length + 1)
    return r.choice((
        r.randrange(-length, length), slice(a, b), slice(a, None, r.choice((1, 2, -1))), slice(None, b), slice(None),
        slice(b, a, -2), None, [r.randrange(-length, length) for _ in range(r.randint(1, 4))], Ellipsis,
    ))  # fmt: skip


def indices(p):
    """Parts of an array, by numbers, slices, lists and masks."""
    x = p.any(ndim=(1, 2, 3))
    index, lists, dots = [], 0, 0
    for n in p.shape(x)[: p.r.randint(1, x.type.ndim)]:
        item = index_of(p, n)
        lists += isinstance(item, list)
        dots += item is Ellipsis
        if (isinstance(item, list) and lists > 1) or (item is Ellipsis and dots > 1):
            item = slice(None)
        index.append(item)
    index = tuple(index)
    kept = tuple(v for v in index if v is not None)
    z = p.r.choice((
        lambda: x[index], lambda: x[index], lambda: T.inc_subtensor(x[kept], 2 if x.dtype != "bool" else True),
        lambda: T.set_subtensor(x[kept], 1), lambda: x[(x.flatten()[:1].sum() * 0).astype("int64")],
        lambda: x[x > 0] if x in p.exact and True not in x.type.broadcastable else x[index],
    ))  # fmt: skip
    if x.dtype == "bool":
        return p.same_exactness(x[index], x)
    try:
        return p.same_exactness(z(), x)
    except (IndexError, TypeError, ValueError) as error:
        raise Unfit from error


def reductions(p):
    x = p.any("fiub", ndim=(1, 2, 3))
    n = x.type.ndim
    axis = p.r.choice((None, 0, n - 1, tuple(range(n - 1)) or None))
    keep = p.r.random() < 0.3
    f = p.r.choice((
        T.sum, T.sum, T.mean, T.max, T.min, T.var, "sqr", "any", "cumsum", "argmax", T.prod, "norm", "logsumexp",
        "dtype",
    ))  # fmt: skip
    if f in (T.max, T.min, "argmax") and 0 in p.shape(x):
        raise Unfit
    if f in (T.mean, T.var) and 0 in p.shape(x):
        raise Unfit
    if f == "any":
        return T.any(T.neq(x, 0), axis=axis, keepdims=keep) if x in p.exact else T.sum(x, axis=axis)
    if f == "cumsum":
        return T.cumsum(x, axis=0) if x.dtype != "bool" else T.cumsum(T.cast(x, "int8"), axis=0)
    if f == "argmax":
        if x not in p.exact:
            raise Unfit
        return T.argmax(x, axis=axis if not isinstance(axis, tuple) else None)
    if f == "sqr":
        return T.sqr(T.cast(x, "float64")).sum(axis=axis, keepdims=keep)
    if f == "norm":
        return T.sqrt(T.sqr(T.cast(x, "float64")).sum(axis=axis) + 1)
    if f == "logsumexp":
        return T.log(T.exp(T.cast(x, "float32") / 4).sum(axis=axis, keepdims=keep) + 1)
    if f == "dtype":
        return x.sum(axis=axis, dtype="float64", acc_dtype="float64")
    if f is T.prod and (np.prod(p.shape(x)) > 12 or x.dtype == "bool"):
        raise Unfit
    if f is T.var and x.dtype == "bool":
        raise Unfit
    if x.dtype == "bool" and f in (T.max, T.min):
        raise Unfit
    z = f(x, axis=axis, keepdims=keep)
    return p.same_exactness(z, x) if f in (T.sum, T.max, T.min) else z


def products(p):
    x = p.any("f", ndim=(1, 2))
    k = p.shape(x)[-1]
    y = p.new_input((k,) + p.r.choice(((), (3,), (1,))), x.dtype, None)
    f = p.r.choice((
        lambda: T.dot(x, y), lambda: T.dot(x, y) * 0.5 + 1, lambda: T.outer(x.flatten(), y.flatten()),
        lambda: T.tensordot(x, y, [[x.ndim - 1], [0]]), lambda: T.dot(T.tanh(x), y),
        lambda: 0.5 * T.dot(x.T, T.tanh(x)),
        lambda: T.dot(x.T, T.exp(-T.sqr(T.dot(x, y)))), lambda: T.dot(y.T, x.T),
    ))  # fmt: skip
    return f()


def losses(p):
    x = p.any("f", ndim=2)
    rows, columns = p.shape(x)
    if not columns or not rows:
        raise Unfit
    labels = T.constant(np.array([p.r.randrange(columns) for _ in range(rows)]))
    f = p.r.choice((
        lambda: T.nnet.softmax(x), lambda: T.nnet.logsoftmax(x), lambda: T.log(T.nnet.softmax(x)),
        lambda: T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels),
        lambda: T.nnet.binary_crossentropy(T.nnet.sigmoid(x), T.cast(T.nnet.sigmoid(x), x.dtype)),
        lambda: T.exp(x) / T.exp(x).sum(axis=1, keepdims=True),
        lambda: T.log(T.nnet.softmax(x))[T.arange(rows), labels],
        lambda: (x - x.mean(axis=1, keepdims=True)) / T.sqrt(x.var(axis=1, keepdims=True) + 1),
        lambda: (x - x.mean(axis=0)) / T.sqrt(x.var(axis=0) + 1),
    ))  # fmt: skip
    return f()


def loops(p):
    x = p.any("f", ndim=(1, 2), where=lambda v: len(v) > 0)
    kind = x[0].zeros_like()
    f = p.r.choice((
        lambda: theano.scan(lambda a, s: T.tanh(a + 0.5 * s), sequences=[x], outputs_info=[kind])[0],
        lambda: theano.scan(lambda a: T.sqr(a) + 1, sequences=[x])[0],
        lambda: theano.scan(lambda a, s: s * 0.5 + a, sequences=[x], outputs_info=[kind])[0][-1],
        lambda: theano.scan(lambda s: T.cos(s), outputs_info=[x[0]], n_steps=3)[0],
        lambda: theano.scan(lambda a, s, b: T.tanh(a * b) + s, sequences=[x], non_sequences=[x[0]],
                            outputs_info=[kind])[0],
        lambda: theano.reduce(lambda a, s: T.maximum(a, s * 0.9), x, kind)[0],
    ))  # fmt: skip
    try:
        return f()
    except (TypeError, ValueError) as error:
        raise Unfit from error


def images(p):
    dtype = p.r.choice(("float32", "float64"))
    x = p.new_input((p.r.randint(1, 2), 2, p.r.randint(4, 7), p.r.randint(4, 7)), dtype, (False,) * 4)
    w = p.new_input((3, 2, p.r.randint(1, 3), p.r.randint(1, 3)), dtype, (False,) * 4)
    f = p.r.choice((
        lambda: T.nnet.conv2d(x, w, border_mode=p.r.choice(("valid", "half", "full", 1))),
        lambda: T.nnet.conv2d(x, w, subsample=(2, 1), filter_flip=False),
        lambda: pool.pool_2d(x, (2, 2), ignore_border=p.r.random() < 0.5, mode=p.r.choice(("max", "average_exc_pad"))),
    ))  # fmt: skip
    try:
        return f()
    except ValueError as error:
        raise Unfit from error


def systems(p):
    n = p.r.choice((1, 2, 3, 6))
    x = p.new_input((n, n), p.r.choice(("float64", "float32")), (False, False))
    a = T.dot(x, x.T) + T.eye(n, dtype=x.dtype) * (2 + n)
    b = p.new_input((n,) + p.r.choice(((), (2,))), x.dtype, None)
    return p.r.choice((
        lambda: slinalg.solve(a, b), lambda: nlinalg.matrix_inverse(a), lambda: T.log(nlinalg.det(a)),
        lambda: slinalg.cholesky(a), lambda: nlinalg.trace(a), lambda: nlinalg.diag(a),
        lambda: slinalg.solve_lower_triangular(slinalg.cholesky(a), b),
    ))()  # fmt: skip


def sparse_matrices(p):
    x = T.sqr(p.any("f", ndim=2)) + 1  # gradients of sparse matrices leave zeros zero
    p.compute(x)
    s = sparse.csr_from_dense(x) if p.r.random() < 0.5 else sparse.csc_from_dense(x)
    y = p.new_input((p.shape(x)[1], 2), x.dtype, (False, False))
    return p.r.choice((
        lambda: sparse.dense_from_sparse(s), lambda: sparse.structured_dot(s, y), lambda: sparse.sp_sum(s, axis=0),
        lambda: sparse.dense_from_sparse(sparse.mul(s, s)), lambda: sparse.dot(s, y),
    ))()  # fmt: skip


def branches(p):
    x = p.any("fi")
    c = p.any("iub", ndim=0, exact=True)
    return ifelse(T.neq(c, 0), x, x * 2)


def orders(p):
    x = p.any("fi", ndim=(1, 2), exact=True)
    return p.r.choice((lambda: T.sort(x), lambda: T.sort(x, axis=0), lambda: T.sort(x)[::-1]))()


FAMILIES = (
    floats, floats, signs, steps_of_numbers, pairs, pairs, pairs, integers, choices, axes, axes, indices, indices,
    reductions, reductions, products, losses, loops, images, systems, sparse_matrices, branches, orders,
)  # fmt: skip
