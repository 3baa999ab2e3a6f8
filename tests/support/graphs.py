"""Small programs that between them need every rewrite; none says which."""

import numpy as np

import tensorgraph.tensor as T
from tensorgraph.gradient import disconnected_grad, zero_grad
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor.nnet.bn import batch_normalization_test, batch_normalization_train
from tensorgraph.tensor.nnet.ctc import ctc
from tensorgraph.tensor.nnet.softmax import LogSumExp
from tensorgraph.tensor.shape.assertion import Assert
from tensorgraph.tensor.shape.reshape import Reshape
from tensorgraph.tensor.shape.shape import Shape_i


def _data(*shape, seed=0, low=-2.0, high=2.0):
    return np.random.default_rng(seed).uniform(low, high, shape)


v, w = T.dvector("v"), T.dvector("w")
m, n = T.dmatrix("m"), T.dmatrix("n")
s, t = T.dscalar("s"), T.dscalar("t")
k = T.lvector("k")
i, j = T.lscalar("i"), T.lscalar("j")

VALUES = {
    v: _data(4, seed=1),
    w: _data(4, seed=2),
    m: _data(3, 4, seed=3),
    n: _data(4, 3, seed=4),
    s: np.array(0.7),
    t: np.array(-1.3),
    k: np.array([0, 3, 1]),
    i: np.array(1),
    j: np.array(3),
}


def repeated(x, before=False, count=2, reshape=None):
    """The elements of a matrix, or its rows, repeated, as the rules leave that."""
    rows, columns = Shape_i(0)(x), Shape_i(1)(x)
    if before:
        copies = T.alloc(x.dimshuffle("x", 0, 1), count, rows, columns)
        return Reshape(2)(copies, [count * rows, columns])
    copies = T.alloc(x.dimshuffle(0, 1, "x"), rows, columns, count)
    return Reshape(2)(copies, [rows, count * columns] if reshape is None else reshape)


def programs():
    """``{name: list of outputs}``."""
    e = T.exp(v)
    sm = T.nnet.softmax(m + v)
    labels = k[: m.shape[0]]
    rows = T.arange(labels.shape[0])
    batch = batch_normalization_train(m, v, w, running_mean=v, running_var=w**2)
    batch += (batch_normalization_test(m, v, w, v + w, w**2),)
    images = T.nnet.conv2d(m.dimshuffle("x", "x", 0, 1), (2 * v).reshape((1, 1, 2, 2)), border_mode=1)
    volumes = T.nnet.conv3d(m.dimshuffle("x", "x", "x", 0, 1), v.reshape((1, 1, 1, 2, 2)))
    return {
        "lengths that must agree": [T.exp(v**0 * w), T.exp(T.alloc(s, j + 1) * w)],
        "compound powers": [(1 + w / v) ** v, (1 + v * w**2) ** (-1 / v), (1 + 1 / v) * T.log1p(v * w)],
        "divergences": [
            abs(v) * T.log(abs(v) / abs(w)) - abs(v) + abs(w),
            abs(v) + abs(w) - 2 * T.sqrt(abs(v) * abs(w)),
            (abs(v) * T.log(abs(v) / abs(w)) - abs(v)).sum() + abs(w).sum(),
        ],
        "arithmetic": [
            v * 2 * 3 / w + 1 - 2 + v,
            (v * w) / w,
            v + w - v,
            -(v - w),
            v * 0 + w,
            0 / v + w,
            v * v,
            v - 0,
            0 - w,
            3 * v * T.exp(-w),
            (v / e + w) * e,
            1 - e / (e + 3),
            T.switch(v > w, v / e, w) * e,
            (e - T.exp(-v)) / (e + T.exp(-v)),
            T.add(v),
            T.tensor_copy(v),
            v % 1,
            (k - 5) % 8 + k // 4,
            (v - v.min()) / (v.max() - v.min()),
        ],
        "log domain": [
            T.log(2 * e + T.exp(-w)),
            T.log2(T.exp(w) * e + 1),
            T.log1p(e * T.exp(w)),
            T.log1p(abs(v) ** w),
            T.log(abs(v) / (abs(v) + w**2)),
            T.log(1 - abs(v) / (w**2 + abs(v))),
            T.log(3 / (3 + abs(v))),
            T.log1p(-3 / (3 + abs(v))),
            T.log((w * T.exp(m)).sum(axis=1)),
            w * e / (e + T.exp(w)),
            T.sqrt(T.exp(v) + T.exp(w)),
            T.exp(-T.nnet.softplus(v)),
            T.expm1(-T.nnet.softplus(v)),
            1 - T.tanh(v),
            1 - T.tanh(v) ** 2,
            T.nnet.sigmoid(v) - 1,
            w * T.nnet.sigmoid(v) - w * T.nnet.sigmoid(-v),
            (e + e) * w,
            0.5 + 0.5 * T.erf(v),
            0.5 - 0.5 * T.erf(v),
            0.5 + 0.5 * T.tanh(v),
            T.log(T.sqr(v)),
            T.log(abs(v) ** w * T.exp(-v) / T.gamma(abs(w))),
            T.log(v + T.sqrt(v**2 + 1)),
            T.log((1 + T.sqr(v)) ** 0.5 - v),
            T.log(T.nnet.sigmoid(v) - T.nnet.sigmoid(v - 1)),
            T.log(-T.expm1(-T.exp(v))),
            T.log(1 - (1 - T.exp(-T.exp(v)))),
            T.log(T.erf(v) - T.erf(v - abs(w))),
            T.log(1 - T.nnet.sigmoid(m).mean(axis=1)),
            T.log(1 - T.nnet.softmax(m) + 1e-8),
            T.sqrt(1 + T.sqr(v)) - 1,
            w / (1 + T.sqr(v)),
            1 / v - 1 / (v + 1),
            1 - v / T.sqrt(v**2 + w**2),
            T.sin(v + w) - T.sin(v),
            w * T.exp(v) - w,
            (1 + v / abs(w)) ** abs(w) - 1,
            1 / T.sqrt(abs(v) + 1) - 1 / T.sqrt(abs(v)),
            (e - T.exp(w)) / (v - w),
            T.log(abs(v) + abs(w)) - T.log(abs(v)),
            abs(v) ** w - 1,
            T.exp(v) - 1 - v,
            1 - T.cos(v),
            T.sin(v) / v,
            abs(v) ** w / (1 + abs(v) ** w),
            v - T.sin(v),
            T.log(T.sinh(v) / v),
            2 * T.nnet.sigmoid(v) - 1,
            T.log((1 + v) / (1 - v)),
            T.log(T.i0(v)),
            0.5 - 0.5 * T.sgn(v) * T.expm1(-abs(v)),
            T.log(1 - T.switch(v < 0, e / 2, 1 - T.exp(-v) / 2)),
            T.log(T.cosh(v)),
            T.log1p(-T.exp(-abs(v))),
            T.log(T.nnet.softplus(v)),
            T.nnet.softplus(v) - v,
            T.log(T.prod(e)),
            T.log1p(T.nnet.sigmoid(w) - 1),
            T.exp(T.nnet.logsoftmax(m)),
            m - T.log(T.exp(m).sum(axis=1, keepdims=True)),
            v - T.log(T.exp(v).sum()),
            T.exp(m)[:, 0] / T.exp(m).sum(axis=1),
            m[rows, labels] - T.log(T.exp(m).sum(axis=1)),
            1 + T.tanh(w),
        ],
        "powers": [
            *(v**0, v**1, v**2, v**3, T.sqr(v) ** 0.5, T.exp(v) ** -1, e**-2, e**0.5, e**-0.5, v**12),
            *(((1 + v**2) ** s - 1).sum() / s, 1 - (1 - v) ** 3, T.arccosh(1 + w**2)),
        ],
        "signs": [
            T.neg(T.neg(v)),
            -v * -w,
            v + (-w),
            v - (-w),
            (-v) / (-w),
            abs(-v),
            abs(abs(v)),
            T.sqrt(T.sqr(v)),
            (-v) - w,
        ],
        "integers": [k // 1, k - k, k * 1, T.eq(k, k), T.neq(k, k), T.xor(k, k), T.and_(k, k), T.le(k, k)],
        "bits": [k & 0, k | 0, k & -1, k | -1, T.lt(v, w) & True, T.lt(v, w) | True, k & (k > 0)],
        "lengths": [
            T.maximum(v.shape[0] + w.shape[0], 0) + i,
            T.minimum(v.shape[0] * 2, -1) + i,
            T.eq(v.shape[0], -1),
            T.neq(-2, m.shape[1]),
            T.lt(m.shape[0] * m.shape[1], 0),
            T.ge(T.minimum(m.shape[0], v.shape[0]), 0),
            T.minimum(v.shape[0] - 9, 0),
        ],
        "distributor": [2 * (3 * v + 1), 0.5 * (4 * v + 2 * w)],
        "convolutions": [
            images,
            *T.grad((images**2).sum(), [m, v]),
            volumes,
            *T.grad((volumes**2).sum(), [m, v]),
            T.nnet.conv2d(m.dimshuffle("x", "x", 0, 1), T.stack([v, w]).reshape((2, 1, 2, 2)))[:, 1],
        ],
        "exponentials": [
            T.exp(v) - 1,
            T.log(1 + T.exp(v)),
            T.log(T.exp(v)),
            T.exp(T.log(v)),
            T.log(T.exp(v) + T.exp(w)),
        ],
        "logarithms": [
            T.log(1 + e),
            T.log(1 + T.sqr(v)),
            T.log(1 - 0.1 * abs(v)),
            T.log(T.sqrt(e)),
            T.log1p(T.exp(w)),
            T.log1p(-T.nnet.sigmoid(v)),
        ],
        "rectifiers": [T.nnet.relu(v), T.nnet.relu(m).sum(), T.dot(T.nnet.relu(m), m.T) + abs(v[0])],
        "sigmoids": [
            1 / (1 + T.exp(-v)),
            e / (1 + e),
            T.log(T.nnet.sigmoid(v)),
            T.log(1 - T.nnet.sigmoid(w)),
            1 - T.nnet.sigmoid(v),
            w * T.exp(v) * T.nnet.sigmoid(-v),
        ],
        "errors": [
            T.grad(T.log(T.erfc(v)).sum(), v),
            -1 - T.erf(v),
            1 - T.erf(v),
            1 + T.erf(v),
            1 - T.erfc(v),
            0.5 + T.arctan(v) / np.pi,
            T.log(T.erfc(v)),
            T.erf(v) - 1,
            T.erfc(w) - 1,
        ],
        "switches": [
            T.switch(T.gt(v, 0), e, 1.0) * T.switch(T.gt(v, 0), w, v) - w,
            T.switch(1, v, w),
            T.switch(T.gt(v, 0), w, w),
            v * T.switch(T.gt(w, 0), 0, e),
            T.lt(v, v),
            T.switch(T.gt(w, 0), v, 0) / w,
            (T.switch(T.gt(v, 0), e, 0) + T.switch(T.gt(w, 0), 0, e)) * T.exp(w),
            T.gt(v, v),
        ],
        "fills": [
            T.fill(m, s) * m,
            T.fill(v, 3.0),
            T.zeros_like(m) + v,
            T.alloc(s, 3, 4) * m,
            T.fill(T.fill(v, s), t),
            T.alloc(T.alloc(s, 1, 1), 3, 4),
            T.alloc(s.dimshuffle("x"), 1),
            T.alloc(s, 2, 3).T,
            T.fill(v, s).dimshuffle("x", 0) * 1.0,
            np.full(4, 2.5) * (np.arange(4.0) + v),
        ],
        "dimshuffles": [m.T.T, (m * 2).T, v.dimshuffle("x", 0).dimshuffle(1, 0), T.exp(m).dimshuffle(0, "x", 1)],
        "reshapes": [
            m.reshape(m.shape),
            m.reshape((2, 6)).reshape((4, 3)),
            v.reshape((v.shape[0], 1)),
            s.reshape((1, 1)),
            T.exp(m).reshape((12,)),
            v.dimshuffle(0, "x").reshape((2, 2)),
            T.addbroadcast(v[:1], 0),
            T.unbroadcast(v.dimshuffle("x", 0), 0),
            T.Rebroadcast((0, False))(v),
        ],
        "repeats": [
            abs(T.tile(m, (2, 3))),
            T.exp(T.repeat(m, 2, axis=1)) * s,
            T.repeat(m, 3, axis=1).sum(axis=0),
            T.tile(m, (2, 1)).prod(axis=1),
            T.any(T.repeat(m > 0, 2, axis=0), axis=1),
        ],
        "shapes": [
            T.Shape_i(1)(T.exp(m)),
            T.tensor_from_scalar(T.scalar_from_tensor(i)),
            T.specify_shape(T.specify_shape(m, (3, 4)), (3, 4)),
            T.specify_shape(T.alloc(s, 3, 4), (3, 4)),
            T.exp(m).shape,
            T.exp(m).shape[1],
            (m * 2).shape[0] + v.shape[0],
            T.dot(m, n).shape,
        ],
        "slices": [
            v[:],
            T.exp(m)[1],
            v[1:][1:],
            v[::-1][::-1],
            m[1:][0],
            T.dot(m, n)[1, 2],
            T.alloc(s, 5)[2:],
            T.stack([s, t])[1],
            v.dimshuffle("x", 0)[0],
            T.exp(m).T[2],
            T.stack([v, v * 2.0])[0],
            (m + v)[:, 1],
        ],
        "writes": [
            T.set_subtensor(T.alloc(s, 5)[1:], s) * 2,
            T.set_subtensor(T.zeros_like(v)[1:], 0.0),
            T.set_subtensor(v[:], w),
            T.inc_subtensor(T.zeros_like(v)[1:3], w[:2]),
            T.inc_subtensor(v[1:2], 0.0),
            T.set_subtensor(v[1:3], v[1:3] * 2.0)[1:3],
            T.set_subtensor(v[1:], v[1:]),
            T.set_subtensor(v[1:], v[1:] + s),
            T.set_subtensor(v[1:], T.alloc(s, v[1:].shape[0])),
            T.grad((v[1:] ** 2).sum() + (v[:2] * w[:2]).sum(), v),
            T.grad((T.roll(v, 1) * w).sum(), v),
        ],
        "rows": [
            T.set_subtensor(T.constant(np.eye(3))[[0, 2]], T.dot(m, n)[:, [1, 2, 0]][[2, 1]])[[0, 2]],
            T.set_subtensor(m[[0, 2]], m[1:] * 2.0),
            T.inc_subtensor(v[k], 1.0),
        ],
        "joins": [
            T.Join()(0, v),
            T.concatenate([v, np.zeros(0)]),
            T.join(0, T.stack([s, t]), T.stack([t])),
            T.concatenate([m, -m]).sum(axis=1),
            T.stack([v, w]).sum(axis=0),
            T.stack([v, w]).max(axis=0),
        ],
        "reductions": [
            m.sum(axis=(0, 1)),
            m.sum(axis=()),
            m.sum(axis=0).sum(),
            (2.5 * m).sum(),
            (-m).sum(axis=1),
            m.max(axis=0),
            (m / T.exp(v)).sum(axis=0),
            T.alloc(s, 3, 4).sum(),
            v.dimshuffle("x", 0).sum(axis=0),
            -T.max(-v),
            T.argmin(m, axis=1),
            T.round(k),
            T.sum(m * v, axis=1),
        ],
        "products": [
            T.dot(m, n),
            T.dot(m, n).T,
            T.dot(m, v),
            T.dot(v, n),
            2 * T.dot(m, n),
            v - 0.1 * T.dot(w[:3], m),
            m - 0.5 * T.dot(n.T, T.outer(v, w)),
            T.outer(v, w),
            T.dot(v, w),
            T.dot(m[:0], n),
        ],
        "softmax": [
            T.log(sm),
            T.argmax(sm, axis=1),
            sm,
            T.nnet.softmax(T.add(m, v, w)),
            T.nnet.softmax(m - m.max(axis=1, keepdims=True)),
            T.sum(-3 * T.nnet.softmax(T.specify_shape(m, (3, 4))) / s, axis=1),
            T.grad(T.log(sm).sum(), m),
            T.max_and_argmax(m, axis=1)[0],
        ],
        "crossentropy": [
            -T.log(sm)[rows, labels],
            T.grad(-T.mean(T.log(sm)[rows, labels]), m),
            -T.log(sm[rows, labels]),
            T.nnet.categorical_crossentropy(sm, labels),
            T.grad(T.nnet.categorical_crossentropy(sm, labels).sum(), v),
            T.grad(T.log(sm[rows, labels]).sum(), v),
            T.grad(s * T.log(sm[rows, labels]).mean(), v),
            T.log(sm[np.arange(3), k]),
        ],
        "logsumexp": [
            T.log(T.sum(T.exp(m - m.max(axis=1, keepdims=True)), axis=1)) + m.max(axis=1),
            T.log(T.exp(m).sum()),
            T.log(T.exp(m).sum(axis=1)),
            T.log(T.exp(m).sum(axis=1, keepdims=True)),
            T.exp(m) / T.exp(m).sum(axis=1, keepdims=True),
            T.exp(m - LogSumExp((1,))(m).dimshuffle(0, "x")),
            e / e.sum(),
        ],
        "what was taken out": [
            T.sqrt(((T.exp(v) - w) ** 2).mean()),
            T.switch(T.gt(v, 0), -T.expm1(-v), T.expm1(v)) * T.exp(T.switch(T.gt(v, 0), v, 0)),
        ],
        "barriers": [zero_grad(v) * 2, T.exp(disconnected_grad(v))],
        "casts": [
            Assert()(v, T.eq(s, s), True),
            T.split(v, [v.shape[0]], 1)[0],
            T.cast(T.cast(k, "float64"), "int64"),
            T.cast(T.cast(k, "int32"), "float32"),
            T.cast(T.cast(T.cast(k, "int32"), "float64"), "float32"),
            T.cast(v, "float64"),
        ],
        "batch normalization": [*batch, *T.grad((batch[0] ** 3).sum(), [m, v, w])],
        "temporal classification": [ctc(m.dimshuffle(0, "x", 1), [[1, 2]], [3])],
        "conditionals": [
            ifelse(T.constant(1), v, w),
            ifelse(i, [v, v, w, w], [w, w, w, w])[2],
            T.grad(T.tanh(ifelse(i, T.exp(v), w**2)).sum(), v),
            ifelse(i, T.fill(v, np.array(2.0)), w),
            ifelse(i, v, w) * ifelse(i, w, 2 * v),
        ],
        "repeated constants": [
            T.sin(T.alloc(np.arange(3.0)[:, None], 3, 4) * np.arange(4.0)) * m,
            T.dot(T.exp(T.alloc(np.arange(4.0), 3, 4) + T.alloc(0.5, 3, 4)), v),
            T.exp(np.full(4, 0.5) * s) * v + T.tanh(T.alloc(s, 4) - np.full(4, 2.0)),
        ],
        "Jacobian": [
            T.jacobian(T.cumsum(T.tanh(v)) * w.sum() * T.sum(w), v),
            T.jacobian(T.cumsum(T.tanh(v)), v)[i],
            T.jacobian(T.cumsum(T.tanh(v)), v)[1:, 0],
        ],
        "linear algebra": [
            T.nlinalg.pinv(m),
            T.grad(T.sqr(T.nlinalg.pinv(n)).sum(), n),
            T.slinalg.solve(2 * np.eye(4), v),
            T.nlinalg.det(T.cast(T.dot(m.T, m), "float32")),
        ],
        "window": [v[i:j], v[i * 2 : (i + 1) * 2].sum(), v[i * 2 : (i + 1) * 2].mean()],
    }
