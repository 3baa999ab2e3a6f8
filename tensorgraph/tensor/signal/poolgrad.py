"""Gradients of pooling, and their gradients."""

from numbers import Integral

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import with_type
from ...graph.op import Op
from ...nearest import did_you_mean
from ...scalar.dtypes import integer_dtypes
from ..types.constant import as_tensor_variable
from ..types.type import output
from .windows import MODES, Windows, average_grad, check_windows, max_grad, max_pick, pool


class Pooling(Op):
    """Base class of pooling and its derivatives: the last three inputs are windows over the last axes.

    Parameters
    ----------
    ignore_border : bool
        Whether windows that stick out of the image are left out.
    mode : {'max', 'sum', 'average_inc_pad', 'average_exc_pad'}
    ndim : int
        How many axes are pooled.
    openmp : bool, optional
        Accepted for Theano's sake.
    """

    __props__ = ("ignore_border", "mode", "ndim")

    def __init__(self, ignore_border, mode="max", ndim=2, openmp=None):
        mode = "max" if mode == "max_deterministic" else mode
        if mode not in MODES:
            guess = did_you_mean(mode, MODES)
            raise ValueError(
                f"Pool mode parameter only support {', '.join(map(repr, MODES))}. Got {mode!r}: use one of these."
                f"{guess}"
            )
        self.ignore_border = ignore_border
        self.mode = mode
        self.ndim = ndim

    def images(self, *images):
        """Return the images as variables with the same number of axes, at least as many as are pooled."""
        images = [as_tensor_variable(x) for x in images]
        ndim = images[0].type.ndim
        if ndim < self.ndim or any(x.type.ndim != ndim for x in images):
            found = ", ".join(str(x.type) for x in images)
            raise TypeError(f"{self} needs tensors of one ndim, at least {self.ndim}, not {found}")
        return images

    def windows(self, ws, stride, pad):
        """Return the windows as three variables: integer vectors."""
        stride = ws if stride is None else stride
        pad = (0,) * self.ndim if pad is None else pad
        if isinstance(pad, (tuple, list)):
            known = [p if isinstance(p, Integral) else 0 for p in pad]
            if any(known) and not self.ignore_border:
                raise NotImplementedError("padding works only with ignore_border=True")
        found = []
        for name, value in (("Pool downsample", ws), ("Stride", stride), ("Padding", pad)):
            v = as_tensor_variable(value)
            if v.type.ndim != 1:
                raise ArgumentError(
                    f"{name} parameters must be a vector with a number for each pooled axis. Got {v.type}"
                )
            if v.type.dtype not in integer_dtypes:
                raise TypeError(f"{name} parameters must be ints. Got {v.type.dtype}: {with_type(value)}")
            if isinstance(value, (tuple, list)) and len(value) != self.ndim:
                raise ValueError(
                    f"{name} parameters must be {self.ndim} numbers, one for each pooled axis. Got {tuple(value)}"
                )
            found.append(v)
        return found

    def look(self, x, inputs):
        """Return the windows of the last three inputs over an array."""
        return Windows(x.shape, *inputs[-3:], self.ignore_border)

    def connection_pattern(self, node):
        images = len(node.inputs) - 3
        return [[True]] * images + [[False]] * 3


def disconnected_windows():
    """Return the disconnected gradients of the three inputs that define the windows."""
    return [DisconnectedType()() for _ in range(3)]


class PoolGrad(Pooling):
    """Base class of derivatives of pooling, linear in input `linear_in` and constant in those before."""

    def R_op(self, inputs, eval_points):
        k = self.linear_in
        if eval_points[k] is None:
            return [None]
        return self(*inputs[:k], eval_points[k], *inputs[k + 1 :], return_list=True)


class _MaxDerivative(PoolGrad):
    """Base class of derivatives of max pooling: of `x`, `maxout` and a third image."""

    linear_in = 2

    def __init__(self, ignore_border, mode="max", ndim=2, openmp=None):
        if mode != "max":
            raise ValueError(f"{type(self).__name__} is for the mode 'max', not {mode!r}")
        super().__init__(ignore_border, mode, ndim)


class MaxPoolGrad(_MaxDerivative):
    """The gradient of max pooling: each window's `gz` goes to all of its elements that equal `maxout`."""

    def __init__(self, ignore_border, ndim=2, openmp=None):
        super().__init__(ignore_border, "max", ndim)

    def make_node(self, x, maxout, gz, ws, stride=None, pad=None):
        x, maxout, gz = self.images(x, maxout, gz)
        return Apply(self, [x, maxout, gz, *self.windows(ws, stride, pad)], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, maxout, gz = inputs[:3]
        windows = self.look(x, inputs)
        check_windows(maxout.shape, windows, "maxout")
        check_windows(gz.shape, windows, "gz")
        output_storage[0][0] = max_grad(x, maxout, gz, windows)

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def grad(self, inputs, grads):
        x, maxout = inputs[:2]
        (ggx,) = grads
        again = DownsampleFactorMaxGradGrad(self.ignore_border, ndim=self.ndim)(x, maxout, ggx, *inputs[3:])
        return [x.zeros_like(), maxout.zeros_like(), again, *disconnected_windows()]


class DownsampleFactorMaxGradGrad(_MaxDerivative):
    """The pushforward of max pooling: for each window, the sum of `dx` where `x` equals `maxout`."""

    def make_node(self, x, maxout, dx, ws, stride=None, pad=None):
        x, maxout, dx = self.images(x, maxout, dx)
        z = output(dx.type.dtype, maxout.type.broadcastable)
        return Apply(self, [x, maxout, dx, *self.windows(ws, stride, pad)], [z])

    def perform(self, node, inputs, output_storage):
        x, maxout, dx = inputs[:3]
        windows = self.look(x, inputs)
        check_windows(maxout.shape, windows, "maxout")
        if dx.shape != x.shape:
            raise ValueError(f"dx has shape {dx.shape}: it must be that of x, {x.shape}")
        output_storage[0][0] = max_pick(x, maxout, dx, windows)

    def infer_shape(self, node, shapes):
        return [shapes[1]]

    def grad(self, inputs, grads):
        x, maxout = inputs[:2]
        (gz,) = grads
        back = MaxPoolGrad(self.ignore_border, ndim=self.ndim)(x, maxout, gz, *inputs[3:])
        return [x.zeros_like(), maxout.zeros_like(), back, *disconnected_windows()]


class MaxPoolRop(_MaxDerivative):
    """The pushforward of max pooling that follows the first of several maxima."""

    linear_in = 1

    def make_node(self, x, eval_point, ws, stride=None, pad=None):
        x, dx = self.images(x, eval_point)
        lead = x.type.broadcastable[: x.type.ndim - self.ndim]
        z = output(dx.type.dtype, lead + (False,) * self.ndim)
        return Apply(self, [x, dx, *self.windows(ws, stride, pad)], [z])

    def perform(self, node, inputs, output_storage):
        x, dx = inputs[:2]
        windows = self.look(x, inputs)
        if dx.shape != x.shape:
            raise ValueError(f"eval_point has shape {dx.shape}: it must be that of x, {x.shape}")
        output_storage[0][0] = max_pick(x, pool(x, windows, "max"), dx, windows, first=True)

    def infer_shape(self, node, shapes):
        from .pool import Pool

        return [Pool.out_shape(shapes[0], node.inputs[2], self.ignore_border, *node.inputs[3:], self.ndim)]


class AveragePoolGrad(PoolGrad):
    """The gradient of sum and average pooling: each window's `gz` is distributed over its elements."""

    linear_in = 1

    def __init__(self, ignore_border, mode="average_inc_pad", ndim=2, openmp=None):
        super().__init__(ignore_border, mode, ndim)
        if self.mode == "max":
            raise ValueError("AveragePoolGrad is for sums and averages, not for the mode 'max'")

    def make_node(self, x, gz, ws, stride=None, pad=None, dummy=None):
        x, gz = self.images(x, gz)
        return Apply(self, [x, gz, *self.windows(ws, stride, pad)], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, gz = inputs[:2]
        windows = self.look(x, inputs)
        check_windows(gz.shape, windows, "gz")
        output_storage[0][0] = average_grad(gz, windows, self.mode, x.dtype)

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def grad(self, inputs, grads):
        from .pool import Pool

        (ggx,) = grads
        again = Pool(self.ignore_border, self.mode, self.ndim)(ggx, *inputs[2:])
        return [inputs[0].zeros_like(), again, *disconnected_windows()]
