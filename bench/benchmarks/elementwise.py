"""Every elementwise operation, from the registry; and fused expressions."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scalar import REGISTRY


def dtypes_of(op):
    """The dtypes on which an operation is measured: the floats, or int64 if it takes only discrete ones."""
    try:
        op.output_dtypes(*["float64"] * len(op.domain))
    except TypeError:
        return ["int64"]
    return ["float32", "float64"]


class Operation:
    """One operation on vectors."""

    params = [sorted(REGISTRY), ["float32", "float64", "int64"], [1_000, 1_000_000]]
    param_names = ["op", "dtype", "n"]

    def setup(self, name, dtype, n):
        op = REGISTRY[name]
        if dtype not in dtypes_of(op):
            raise NotImplementedError(f"{name} is not measured on {dtype}")
        xs = [T.vector(dtype=dtype) for _ in op.domain]
        self.f = theano.function(xs, T.Elemwise(op)(*xs))
        rng = np.random.default_rng(0)
        self.args = [domain.sample(rng, n, dtype) for domain in op.domain]

    def time_op(self, name, dtype, n):
        self.f(*self.args)


class ShiftsAndQuotients:
    """Operations on integers that few processors do on vectors."""

    params = [["left_shift", "right_shift", "int_div", "mod"], ["int8", "int16", "int32", "uint8", "uint64", "int64"]]
    param_names = ["op", "dtype"]

    def setup(self, name, dtype):
        xs = [T.vector(dtype=dtype) for _ in range(2)]
        self.f = theano.function(xs, T.Elemwise(REGISTRY[name])(*xs))
        rng = np.random.default_rng(0)
        self.args = [rng.integers(low, 7, 1_000_000).astype(dtype) for low in (0, 1)]

    def time_op(self, name, dtype):
        self.f(*self.args)


class Converted:
    """Arithmetic on arrays of other dtypes, and on bits."""

    params = [
        ["uint8 float32", "int32 float32", "uint8 float64", "int64 float64", "float32 float64", "int8 int32"],
        ["number", "array"], [1_000, 100_000],
    ]
    param_names = ["dtypes", "beside", "n"]

    def setup(self, dtypes, beside, n):
        x, y = (T.vector(dtype=dtype) for dtype in dtypes.split())
        read = T.cast(x, y.dtype)
        self.f = theano.function([x, y], read * 3 - 1 if beside == "number" else read + y, on_unused_input="ignore")
        self.args = [np.arange(n).astype(v.dtype) for v in (x, y)]

    def time_converted(self, dtypes, beside, n):
        self.f(*self.args)


class ShiftedBits:
    """Three turns of a generator of random bits, for each element."""

    params = [["int32", "int64"], [1_000, 100_000]]
    param_names = ["dtype", "n"]

    def setup(self, dtype, n):
        x = T.vector(dtype=dtype)
        y = x ^ (x << 13)
        y = y ^ (y >> 7)
        self.f = theano.function([x], y ^ (y << 17))
        self.value = np.arange(n, dtype=dtype)

    def time_bits(self, dtype, n):
        self.f(self.value)


class Clipped:
    """Integers between two constants."""

    params = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"]
    param_names = ["dtype"]

    def setup(self, dtype):
        x = T.vector(dtype=dtype)
        self.f = theano.function([x], T.clip(x, np.array(2, dtype), np.array(40, dtype)))
        self.value = np.random.default_rng(0).integers(0, 50, 1_000_000).astype(dtype)

    def time_clip(self, dtype):
        self.f(self.value)


class Fused:
    """Expressions that become one loop."""

    params = [
        ["polynomial", "horner", "choices", "tanh_sigmoid", "gaussian", "softplus", "normal_cdf", "deviation"],
        ["float32", "float64"],
        [100, 10_000, 1_000_000],
    ]
    param_names = ["expression", "dtype", "n"]

    def setup(self, expression, dtype, n):
        x, y, z, w = (T.vector(dtype=dtype) for _ in range(4))
        inputs, output = {
            "polynomial": ([x, y, z], 2 * x * y + y * y - x / (1 + z * z)),
            "horner": ([x], ((((0.3 * x - 1.1) * x + 0.7) * x + 0.2) * x - 0.9) * x + 1.3),
            "choices": ([x, y, z], T.switch((x > 0) & (y < 1), x * z, T.switch(~(z > 0), y - z, T.clip(x, -1, 1)))),
            "tanh_sigmoid": ([x, y, z, w], T.tanh(x * y + z) * T.nnet.sigmoid(w)),
            "gaussian": ([x], T.exp(-((x - 0.5) ** 2) / 3)),
            "softplus": ([x], T.log1p(T.exp(x))),
            "normal_cdf": ([x], (1 + T.erf(0.75 * x)) / 2),
            "deviation": ([x], T.sqrt(T.sqr(x) / 0.999)),
        }[expression]
        self.f = theano.function(inputs, output)
        rng = np.random.RandomState(0)
        self.args = [rng.randn(n).astype(dtype) for _ in inputs]

    def time_expression(self, expression, dtype, n):
        self.f(*self.args)


class Broadcast:
    """Columns and rows that are repeated: values of which each belongs to a row, and rows that come again."""

    params = [
        ["difference", "affine", "normalise", "choice", "exp", "squares"], ["float32", "float64"],
        [(4000, 64), (1000, 250), (500, 500), (250, 1000)],
    ]
    param_names = ["expression", "dtype", "shape"]

    def setup(self, expression, dtype, shape):
        x, row, column = T.matrix(dtype=dtype), T.row(dtype=dtype), T.col(dtype=dtype)
        output = {
            "difference": x - column,
            "affine": x * column + row,
            "normalise": (x - column) * row / column + row,
            "choice": T.switch(x > column, x, 0.1 * x),
            "exp": T.exp(x - column),
            "squares": T.sqr(x - column).sum(axis=1),
        }[expression]
        self.f = theano.function([x, row, column], output, on_unused_input="ignore")
        rng = np.random.default_rng(0)
        shapes = shape, (1, shape[1]), (shape[0], 1)
        self.args = [rng.uniform(0.5, 2, s).astype(dtype) for s in shapes]

    def time_expression(self, expression, dtype, shape):
        self.f(*self.args)


class Powers:
    """Powers of floats by arrays of integers and by a number, of bases of either sign and of 0."""

    params = [["columns", "root"], ["float32", "float64"], ["positive", "any", "zeros"]]
    param_names = ["exponent", "dtype", "base"]

    def setup(self, exponent, dtype, base):
        x = T.vector(dtype=dtype)
        power = x.dimshuffle(0, "x") ** T.arange(12) if exponent == "columns" else x ** np.asarray(0.45, dtype)
        self.f = theano.function([x], power)
        given = np.random.default_rng(0).uniform(-2, 2, 3000)
        given = {"positive": abs(given), "any": given, "zeros": np.maximum(given, 0)}[base]
        self.x = given.astype(dtype)

    def time_power(self, exponent, dtype, base):
        self.f(self.x)


class Counts:
    """What is true of comparisons: how many, any, all."""

    params = [["sum", "mean", "any", "masks"], ["float32", "float64"], [(10_000, 20), (1000, 300)], [0, 1, None]]
    param_names = ["reduction", "dtype", "shape", "axis"]

    def setup(self, reduction, dtype, shape, axis):
        x = T.matrix(dtype=dtype)
        output = (x > 0) & (x < 1) if reduction == "masks" else getattr(T, reduction)(x > 3, axis=axis)
        self.f = theano.function([x], output)
        self.x = np.random.default_rng(0).standard_normal(shape).astype(dtype)

    def time_count(self, reduction, dtype, shape, axis):
        self.f(self.x)


class SumsOfFormulas:
    """Sums of what one segment, or one kernel, computes."""

    FORMULAS = {
        "huber": lambda x: T.switch(abs(x) < 1, x * x / 2, abs(x) - 0.5),
        "polynomial": lambda x: 1 + x * (2 + x * (3 + x)),
        "rectifier": lambda x: T.maximum(x, 0),
        "exponential": T.exp,
    }
    params = [list(FORMULAS), ["float32", "float64"], [2000, 20000, 1000000]]
    param_names = ["formula", "dtype", "n"]

    def setup(self, formula, dtype, n):
        x = T.vector(dtype=dtype)
        with theano.config.change_flags(floatX=dtype):
            self.f = theano.function([x], self.FORMULAS[formula](x).sum())
        self.x = np.random.default_rng(0).standard_normal(n).astype(dtype)

    def time_sum(self, formula, dtype, n):
        self.f(self.x)


class Joined:
    """Reductions of arrays that were joined."""

    params = [["float32", "int64"], [0, 1, None]]
    param_names = ["dtype", "axis"]

    def setup(self, dtype, axis):
        x = T.matrix(dtype=dtype)
        self.f = theano.function([x], T.concatenate([x, -x], axis=1).sum(axis=axis))
        self.x = (10 * np.random.default_rng(0).standard_normal((400, 400))).astype(dtype)

    def time_sum(self, dtype, axis):
        self.f(self.x)


class Reduction:
    """Reductions of matrices, with the elementwise work that feeds them."""

    params = [["sum", "mean_exp", "max", "argmax", "var", "logsumexp"], ["float32", "float64"], [0, 1, None]]
    param_names = ["reduction", "dtype", "axis"]

    def setup(self, reduction, dtype, axis):
        x = T.matrix(dtype=dtype)
        output = {
            "sum": lambda: T.sum(x, axis=axis),
            "mean_exp": lambda: T.mean(T.exp(x), axis=axis),
            "max": lambda: T.max(x, axis=axis),
            "argmax": lambda: T.argmax(x, axis=axis),
            "var": lambda: T.var(x, axis=axis),
            "logsumexp": lambda: T.log(T.sum(T.exp(x), axis=axis)),
        }[reduction]()
        self.f = theano.function([x], output)
        self.x = np.random.RandomState(0).randn(1000, 1000).astype(dtype)

    def time_reduction(self, reduction, dtype, axis):
        self.f(self.x)


class TwoVersions:
    """Formulas that scale numbers which are far from one, of which there are none, or one of a thousand."""

    params = [["hypot", "quotient", "rational"], ["float32", "float64"], [1000, 30_000, 1_000_000], [0, 1000]]
    param_names = ["formula", "dtype", "n", "one_of"]

    def setup(self, formula, dtype, n, one_of):
        x, y = T.vectors("x", "y", dtype=dtype)
        output = {
            "hypot": lambda: T.sqrt(T.sqr(x) + T.sqr(y)),
            "quotient": lambda: y / (T.sqr(x) + T.sqr(y)),
            "rational": lambda: 2 * x * y + y * y - y / (1 + x * x),
        }[formula]()
        self.f = theano.function([x, y], output)
        rng = np.random.default_rng(0)
        self.args = [rng.standard_normal(n).astype(dtype) for _ in range(2)]
        if one_of:
            self.args[0][::one_of] = 1e20 if dtype == "float32" else 1e200

    def time_formula(self, formula, dtype, n, one_of):
        self.f(*self.args)


class ShortRows:
    """Reductions over an axis of a few elements, and of arrays that are broadcast against each other."""

    params = [
        ["sum", "max", "squares", "products", "softmax", "logsumexp", "distances"], ["float32", "float64"],
        [4, 20, 100, 500], [0, 1],
    ]
    param_names = ["reduction", "dtype", "length", "axis"]

    def setup(self, reduction, dtype, length, axis):
        x = T.matrix(dtype=dtype)
        output = {
            "sum": lambda: T.sum(x, axis=axis),
            "max": lambda: T.max(x, axis=axis),
            "squares": lambda: T.sum(T.sqr(x), axis=axis),
            "products": lambda: T.sum(x * T.arange(x.shape[1], dtype=dtype), axis=axis),
            "softmax": lambda: T.exp(x) / T.sum(T.exp(x), axis=axis, keepdims=True),
            "logsumexp": lambda: T.log(T.sum(T.exp(x), axis=axis)),
            "distances": lambda: T.sum(T.sqr(x.dimshuffle(0, "x", 1) - x[:50]), axis=2 - 2 * axis),
        }[reduction]()
        self.f = theano.function([x], output)
        rows = 100_000 // length if reduction != "distances" else 2000
        shape = (rows, length) if axis or reduction == "distances" else (length, rows)
        self.x = np.random.default_rng(0).standard_normal(shape).astype(dtype)

    def time_reduction(self, reduction, dtype, length, axis):
        self.f(self.x)


class Rows:
    """Softmax and its relatives."""

    params = [["softmax", "logsoftmax", "cross_entropy"], ["float32", "float64"], [(600, 10), (128, 1000)]]
    param_names = ["op", "dtype", "shape"]

    def setup(self, op, dtype, shape):
        x, y = T.matrix(dtype=dtype), T.lvector()
        rng = np.random.RandomState(0)
        self.args = [rng.randn(*shape).astype(dtype)]
        if op == "cross_entropy":
            cost = -T.mean(T.log(T.nnet.softmax(x))[T.arange(y.shape[0]), y])
            self.f = theano.function([x, y], [cost, T.grad(cost, x)])
            self.args.append(rng.randint(0, shape[1], shape[0]))
        else:
            self.f = theano.function([x], getattr(T.nnet, op)(x))

    def time_rows(self, op, dtype, shape):
        self.f(*self.args)


class Whole:
    """Chains of integers, and masks of labels and of indices."""

    params = [["choice", "masks", "polynomial", "one hot"], ["int32", "int64"], [1_000, 100_000]]
    param_names = ["expression", "dtype", "n"]

    def setup(self, expression, dtype, n):
        i, j = T.vector(dtype=dtype), T.vector(dtype=dtype)
        output = {
            "choice": T.switch(i < j, i - j, j - i),
            "masks": T.eq(i, j) & (i > 2),
            "polynomial": i * i * i - 2 * i * j + j,
            "one hot": T.eq(i[:, None], T.arange(50, dtype=dtype)[None, :]),
        }[expression]
        self.f = theano.function([i, j], output, on_unused_input="ignore")
        self.args = np.random.default_rng(0).integers(0, 50, (2, n)).astype(dtype)

    def time_expression(self, expression, dtype, n):
        self.f(*self.args)
