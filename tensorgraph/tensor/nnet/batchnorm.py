"""Batch normalization as operations, which ``rewriting.rules.nnet.batchnorm`` rewrites to elementwise work.

Written for tensors of one ndim, of which `scale`, `bias` and statistics have length 1 along the normalized axes.  With
``d = x - mean`` and M the mean over these axes::

    out = d * scale * invstd + bias,    invstd = (M(d ** 2) + epsilon) ** -0.5
"""

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ...scalar.dtypes import float_dtypes, upcast
from ..elementwise.math import FUNCTIONS
from ..reductions.reduce import sum
from ..reductions.statistics import mean
from ..types.constant import as_tensor_variable

fill, sqrt = FUNCTIONS["second"], FUNCTIONS["sqrt"]

def count(x, axes):
    """Return the number of elements of `x` per statistic, in the dtype of `x`."""
    n = 1
    for axis in axes:
        n = x.shape[axis] * n
    return n.astype(x.type.dtype)

def unbiased(n):
    """Return the factor that makes the variance of n elements unbiased."""
    return n / (n - 1)

class _BatchNorm(Op):
    """Base class of batch normalizations.

    Parameters
    ----------
    axes : tuple of int
        The axes over which statistics are taken.

    Attributes
    ----------
    repeats : str
        Inputs of the rank of the first are repeated along its axes; a hint for lengths that differ.
    """

    __props__ = ("axes",)
    repeats = "gamma, beta, mean and variance must have the lengths of the inputs along the axes that are not reduced"

    def __init__(self, axes=(0,)):
        if not isinstance(axes, (tuple, list)) or not axes:
            raise ValueError(f"axes must be a tuple of at least one axis, not {axes!r}")
        self.axes = tuple(int(axis) for axis in axes)

    def tensors(self, *values):
        """Convert the values to variables of one ndim and dtype."""
        values = [as_tensor_variable(v) for v in values]
        ndim = values[0].type.ndim
        if any(v.type.ndim != ndim for v in values):
            found = ", ".join(str(v.type) for v in values)
            raise TypeError(f"{self} needs tensors of one ndim, not {found}")
        if min(self.axes) < 0 or max(self.axes) >= ndim:
            raise ValueError(f"axes should be less than ndim (<{ndim}), but {self.axes} given")
        dtype = upcast(*[v.type.dtype for v in values])
        if dtype not in float_dtypes:
            raise TypeError(f"{self} needs tensors of floats, not of {dtype}")
        return [v if v.type.dtype == dtype else v.astype(dtype) for v in values]

    def mean(self, x):
        """Return the mean over the axes, which are kept with length 1."""
        return mean(x, self.axes, keepdims=True)

    def sum(self, x):
        """Return the sum over the axes, which are kept with length 1."""
        return sum(x, self.axes, keepdims=True)

def _plus(x, terms):
    """Return the sum of terms in the shape and type of `x`, disconnected if there are none."""
    terms = [t for t in terms if t is not None]
    if not terms:
        return DisconnectedType()()
    total = terms[0]
    for t in terms[1:]:
        total = total + t
    if total.type.broadcastable != x.type.broadcastable:
        total = fill(x, total)
    return total

class AbstractBatchNormTrain(_BatchNorm):
    """Normalization by the statistics of the batch.

    The outputs are the normalized `x`, its means and inverse standard deviations, and the new running averages of
    means and unbiased variances if there are old ones.

    Parameters
    ----------
    axes : tuple of int
        The axes over which statistics are taken.
    """

    def make_node(
        self, x, scale, bias, epsilon=1e-4, running_average_factor=0.1, running_mean=None, running_var=None
    ):
        if (running_mean is None) != (running_var is None):
            raise TypeError("running_mean and running_var must either both be given or both be None")
        averages = [] if running_mean is None else [running_mean, running_var]
        x, scale, bias, *averages = self.tensors(x, scale, bias, *averages)
        numbers = [as_tensor_variable(epsilon), as_tensor_variable(running_average_factor)]
        outputs = [x.type()] + [scale.type() for _ in range(2 + len(averages))]
        return Apply(self, [x, scale, bias, *numbers, *averages], outputs)

    def perform(self, node, inputs, output_storage):
        x, scale, bias, epsilon, factor, *averages = inputs
        mean, var = x.mean(self.axes, keepdims=True), x.var(self.axes, keepdims=True)
        invstd = 1 / np.sqrt(var + epsilon.astype(x.dtype))
        values = [(x - mean) * (scale * invstd) + bias, mean, invstd]
        if averages:
            n = np.prod([x.shape[axis] for axis in self.axes])
            with np.errstate(divide="ignore", invalid="ignore"):
                news = [mean, np.true_divide(n, n - 1) * var]
            values += [old * (1 - factor) + new * factor for old, new in zip(averages, news)]
        for cell, value in zip(output_storage, values):
            cell[0] = value.astype(x.dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[0]] + [shapes[1]] * (len(node.outputs) - 1)

    def connection_pattern(self, node):
        averages = len(node.outputs) - 3
        rows = [[True] * len(node.outputs)]
        rows += [[True, False, False] + [False] * averages] * 2
        rows += [[False] * len(node.outputs)] * 2
        return rows + [[False] * 3 + [k == j for j in range(averages)] for k in range(averages)]

    def L_op(self, inputs, outputs, output_grads):
        x, scale, bias, epsilon, factor, *averages = inputs
        mean, invstd = outputs[1:3]
        dy, *others = [None if isinstance(g.type, DisconnectedType) else g for g in output_grads]
        dmean, dinvstd, *daverages = others
        gx, gscale, gbias = [], DisconnectedType()(), DisconnectedType()()
        if dy is not None:
            own, gscale, gbias = AbstractBatchNormTrainGrad(self.axes)(x, dy, scale, mean, invstd, epsilon)
            gx.append(own)
        n = count(x, self.axes)
        to_mean, to_var = [dmean], [None if dinvstd is None else -0.5 * dinvstd * invstd**3]
        gaverages = [DisconnectedType()() for _ in averages]
        if averages:
            factor = factor.astype(x.type.dtype)
            for k, g in enumerate(daverages):
                if g is not None:
                    gaverages[k] = g * (1 - factor)
                    (to_mean, to_var)[k].append(g * factor * (unbiased(n) if k else 1))
        to_mean, to_var = [[g for g in terms if g is not None] for terms in (to_mean, to_var)]
        gx += [g / n for g in to_mean] + [2 * g * (x - mean) / n for g in to_var]
        return [_plus(x, gx), gscale, gbias, DisconnectedType()(), DisconnectedType()(), *gaverages]

    def R_op(self, inputs, eval_points):
        x, scale, bias, epsilon, factor, *averages = inputs
        dx, dscale, dbias, _, _, *daverages = eval_points
        _, mean, invstd = self(*inputs)[:3]
        d = x - mean
        dmean = dinvstd = None
        terms = []
        if dx is not None:
            dmean = self.mean(dx)
            dvar = 2 * self.mean(d * dx)
            dinvstd = -0.5 * invstd**3 * dvar
            terms += [(dx - dmean) * (scale * invstd), d * (scale * dinvstd)]
        if dscale is not None:
            terms.append(d * (dscale * invstd))
        if dbias is not None:
            terms.append(fill(x, dbias))
        moved = [_sum_or_none(terms), dmean, dinvstd]
        factor = factor.astype(x.type.dtype)
        for k, dold in enumerate(daverages):
            terms = [] if dold is None else [dold * (1 - factor)]
            if dx is not None:
                terms.append(dmean * factor if k == 0 else unbiased(count(x, self.axes)) * dvar * factor)
            moved.append(_sum_or_none(terms))
        return moved

def _sum_or_none(terms):
    total = terms[0] if terms else None
    for t in terms[1:]:
        total = total + t
    return total

class AbstractBatchNormTrainGrad(_BatchNorm):
    """The gradients of the normalized output of :class:`AbstractBatchNormTrain` for `x`, `scale` and `bias`.

    Parameters
    ----------
    axes : tuple of int
        The axes over which statistics are taken.
    """

    def make_node(self, x, dy, scale, x_mean, x_invstd, epsilon=1e-4):
        x, dy, scale, x_mean, x_invstd = self.tensors(x, dy, scale, x_mean, x_invstd)
        inputs = [x, dy, scale, x_mean, x_invstd, as_tensor_variable(epsilon)]
        return Apply(self, inputs, [x.type(), scale.type(), scale.type()])

    def perform(self, node, inputs, output_storage):
        x, dy, scale, mean, invstd, _ = inputs
        d = x - mean
        centered = dy * invstd - d * ((dy * d).mean(self.axes, keepdims=True) * invstd**3)
        values = [
            scale * (centered - centered.mean(self.axes, keepdims=True)),
            (dy * invstd * d).sum(self.axes, keepdims=True),
            dy.sum(self.axes, keepdims=True),
        ]
        for cell, value in zip(output_storage, values):
            cell[0] = value.astype(x.dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[0], shapes[2], shapes[2]]

    def connection_pattern(self, node):
        x, dy, scale = [True, True, False], [True, True, True], [True, False, False]
        return [x, dy, scale, x, x, [False, False, False]]

    def grad(self, inputs, grads):
        # For fixed gradients u, v, w of the three outputs, with a = scale (u - M(u)) the cost is
        #     invstd sum(a dy) - invstd ** 3 sum(a d) M(dy d) + v invstd sum(dy d) + w sum(dy)
        x, dy, scale, mean, invstd, _ = inputs
        u, v, w = [None if isinstance(g.type, DisconnectedType) else g for g in grads]
        d = x - mean
        g_d, g_dy, g_scale, g_invstd = [], [], [], []
        if u is not None:
            centered = u - self.mean(u)
            a = scale * centered
            mean_dy, mean_a = self.mean(dy * d), self.mean(a * d)
            g_d.append(-(invstd**3) * (a * mean_dy + dy * mean_a))
            g_dy.append(a * invstd - d * (mean_a * invstd**3))
            g_scale.append(self.sum(centered * (dy * invstd - d * (mean_dy * invstd**3))))
            g_invstd.append(self.sum(a * dy) - 3 * invstd**2 * self.sum(a * d) * mean_dy)
        if v is not None:
            g_d.append(v * invstd * dy)
            g_dy.append(v * invstd * d)
            g_invstd.append(v * self.sum(dy * d))
        if w is not None:
            g_dy.append(fill(dy, w))
        g_mean = [-self.sum(g) for g in g_d]
        pairs = [(x, g_d), (dy, g_dy), (scale, g_scale), (mean, g_mean), (invstd, g_invstd)]
        return [*[_plus(v, terms) for v, terms in pairs], DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        x, dy, scale, mean, invstd, _ = inputs
        zeros = [v.zeros_like() if e is None else e for v, e in zip(inputs[:5], eval_points)]
        dx, ddy, dscale, dmean, dinvstd = zeros
        d, dd = x - mean, dx - dmean
        inner = self.mean(dy * d)
        centered = dy * invstd - d * (inner * invstd**3)
        moved = (
            ddy * invstd
            + dy * dinvstd
            - dd * (inner * invstd**3)
            - d * (self.mean(ddy * d + dy * dd) * invstd**3 + 3 * inner * invstd**2 * dinvstd)
        )
        return [
            dscale * (centered - self.mean(centered)) + scale * (moved - self.mean(moved)),
            self.sum(ddy * invstd * d + dy * dinvstd * d + dy * invstd * dd),
            self.sum(ddy),
        ]

class AbstractBatchNormInference(_BatchNorm):
    """Normalization by given means and variances.

    Parameters
    ----------
    axes : tuple of int
        The axes along which these have length 1.
    """

    def make_node(self, x, scale, bias, estimated_mean, estimated_variance, epsilon=1e-4):
        inputs = self.tensors(x, scale, bias, estimated_mean, estimated_variance)
        return Apply(self, [*inputs, as_tensor_variable(epsilon)], [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        x, scale, bias, mean, var, epsilon = inputs
        value = (x - mean) * (scale / np.sqrt(var + epsilon.astype(x.dtype))) + bias
        output_storage[0][0] = value.astype(x.dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def connection_pattern(self, node):
        return [[True]] * 5 + [[False]]

    def grad(self, inputs, grads):
        x, scale, bias, mean, var, epsilon = inputs
        (dy,) = grads
        var = var + epsilon.astype(x.type.dtype)
        std = sqrt(var)
        dx = dy * (scale / std)
        total, inner = self.sum(dy), self.sum(dy * (x - mean))
        terms = [dx, inner / std, total, -total * (scale / std), -inner * (scale / (2 * var * std))]
        return [*[_plus(v, [t]) for v, t in zip(inputs, terms)], DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        x, scale, bias, mean, var, epsilon = inputs
        dx, dscale, dbias, dmean, dvar, _ = eval_points
        var = var + epsilon.astype(x.type.dtype)
        factor = scale / sqrt(var)
        d = x - mean
        terms = []
        if dx is not None:
            terms.append(dx * factor)
        if dmean is not None:
            terms.append(fill(x, -dmean * factor))
        if dscale is not None:
            terms.append(d * (dscale / sqrt(var)))
        if dvar is not None:
            terms.append(d * (factor * -0.5 * dvar / var))
        if dbias is not None:
            terms.append(fill(x, dbias))
        return [_sum_or_none(terms)]
