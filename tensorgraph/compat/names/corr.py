"""``theano.tensor.nnet.corr`` and ``corr3d``: correlations, which Theano's rewrites made of convolutions.

Here the abstract operations have kernels themselves, so that no rewrite makes these.
"""

from ...tensor.constant import as_tensor_variable
from ...tensor.nnet.conv.abstract import (
    AbstractConv2d,
    AbstractConv2d_gradInputs,
    AbstractConv2d_gradWeights,
    AbstractConv3d,
    AbstractConv3d_gradInputs,
    AbstractConv3d_gradWeights,
)
from ...tensor.nnet.conv.shapes import get_conv_gradinputs_shape, get_conv_gradweights_shape

__all__ = [
    "BaseCorr3dMM", "BaseCorrMM", "Corr3dMM", "Corr3dMM_gradInputs", "Corr3dMM_gradWeights", "CorrMM",
    "CorrMM_gradInputs", "CorrMM_gradWeights",
]  # fmt: skip


class _Corr:
    """The constructor: filters are not flipped, shapes are not known."""

    __props__ = ("border_mode", "subsample", "filter_dilation", "num_groups", "unshared")

    def __init__(
        self, border_mode="valid", subsample=None, filter_dilation=None, num_groups=1, unshared=False, openmp=None
    ):
        convdim = self._convdim
        super().__init__(
            border_mode=border_mode,
            subsample=subsample or (1,) * convdim,
            filter_flip=False,
            filter_dilation=filter_dilation or (1,) * convdim,
            num_groups=num_groups,
            unshared=unshared,
        )
        self.openmp = openmp

    def __str__(self):
        parts = (self.border_mode, self.subsample, self.filter_dilation, self.num_groups)
        text = f"{type(self).__name__}{{{', '.join(map(str, parts))}"
        return f"{text} {self.unshared}}}" if self.convdim == 2 else f"{text}}}"


class BaseCorrMM(_Corr):
    """Base class of the correlations of images."""

    _convdim = 2


class BaseCorr3dMM(_Corr):
    """Base class of the correlations of volumes."""

    _convdim = 3


class _GradWeights:
    def make_node(self, img, topgrad, shape=None, add_assert_shape=True):
        if shape is None:
            if any(n != 1 for n in self.subsample) or self.border_mode == "half":
                raise ValueError('shape must be given if subsample is not 1 or border_mode == "half"')
            img, topgrad = as_tensor_variable(img), as_tensor_variable(topgrad)
            lengths = get_conv_gradweights_shape(
                tuple(img.shape), tuple(topgrad.shape), self.border_mode, self.subsample, self.filter_dilation
            )
            shape = lengths[-self.convdim :]
        return super().make_node(img, topgrad, shape, add_assert_shape)


class _GradInputs:
    def make_node(self, kern, topgrad, shape=None, add_assert_shape=True):
        if shape is None:
            if any(n != 1 for n in self.subsample):
                raise ValueError("shape must be given if subsample is not 1")
            kern, topgrad = as_tensor_variable(kern), as_tensor_variable(topgrad)
            lengths = get_conv_gradinputs_shape(
                tuple(kern.shape), tuple(topgrad.shape), self.border_mode, self.subsample, self.filter_dilation
            )
            shape = lengths[-self.convdim :]
        return super().make_node(kern, topgrad, shape, add_assert_shape)


class CorrMM(BaseCorrMM, AbstractConv2d):
    """The correlation of images and filters."""


class CorrMM_gradWeights(BaseCorrMM, _GradWeights, AbstractConv2d_gradWeights):
    """The derivative of :class:`CorrMM` with respect to the filters."""


class CorrMM_gradInputs(BaseCorrMM, _GradInputs, AbstractConv2d_gradInputs):
    """The derivative of :class:`CorrMM` with respect to the images."""


class Corr3dMM(BaseCorr3dMM, AbstractConv3d):
    """The correlation of volumes and filters."""


class Corr3dMM_gradWeights(BaseCorr3dMM, _GradWeights, AbstractConv3d_gradWeights):
    """The derivative of :class:`Corr3dMM` with respect to the filters."""


class Corr3dMM_gradInputs(BaseCorr3dMM, _GradInputs, AbstractConv3d_gradInputs):
    """The derivative of :class:`Corr3dMM` with respect to the volumes."""
