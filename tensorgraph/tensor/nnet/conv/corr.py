"""The convolutions of optimised graphs: the abstract ones without shape information.

``rewriting.rules.nnet.conv_gemm`` makes them, under the names that Theano gives its matrix products; called directly
they correlate, as filters are reversed already.
"""

from ...types.constant import as_tensor_variable
from .abstract import AbstractConv, AbstractConv_gradInputs, AbstractConv_gradWeights
from .geometry import get_conv_gradinputs_shape, get_conv_gradweights_shape


class _Corr:
    __props__ = ("border_mode", "subsample", "filter_dilation", "num_groups", "unshared", "filter_flip")

    def __init__(
        self,
        border_mode="valid",
        subsample=None,
        filter_dilation=None,
        num_groups=1,
        unshared=False,
        openmp=None,
        filter_flip=False,
    ):
        super().__init__(
            self._convdim,
            border_mode=border_mode,
            subsample=subsample,
            filter_flip=filter_flip,
            filter_dilation=filter_dilation,
            num_groups=num_groups,
            unshared=unshared,
        )

    @classmethod
    def of(cls, op):
        """Return the op with the parameters of another one."""
        return cls(
            op.border_mode,
            op.subsample,
            op.filter_dilation,
            num_groups=op.num_groups,
            unshared=op.unshared,
            filter_flip=op.filter_flip,
        )

    def __str__(self):
        parts = (self.border_mode, self.subsample, self.filter_dilation, self.num_groups)
        text = f"{type(self).__name__}{{{', '.join(map(str, parts))}"
        if self.convdim == 2:
            text += f" {self.unshared}"
        return f"{text}, filter_flip}}" if self.filter_flip else f"{text}}}"


class BaseCorrMM(_Corr):
    """Base class of the correlations of images and their derivatives.

    Parameters
    ----------
    border_mode, subsample, filter_dilation, num_groups, unshared, filter_flip
        As of :class:`BaseAbstractConv`, but filters are not flipped unless that is said.
    openmp : bool, optional
        For compatibility; no effect.
    """

    _convdim = 2


class BaseCorr3dMM(_Corr):
    """Base class of the correlations of volumes and their derivatives; see :class:`BaseCorrMM`.

    As in Theano `openmp` stands before `num_groups` here.
    """

    _convdim = 3

    def __init__(
        self,
        border_mode="valid",
        subsample=None,
        filter_dilation=None,
        openmp=None,
        num_groups=1,
        unshared=False,
        filter_flip=False,
    ):
        super().__init__(
            border_mode, subsample, filter_dilation, num_groups, unshared, openmp=openmp, filter_flip=filter_flip
        )


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


class CorrMM(BaseCorrMM, AbstractConv):
    """The correlation of images and filters."""


class CorrMM_gradWeights(BaseCorrMM, _GradWeights, AbstractConv_gradWeights):
    """The derivative of :class:`CorrMM` with respect to the filters."""


class CorrMM_gradInputs(BaseCorrMM, _GradInputs, AbstractConv_gradInputs):
    """The derivative of :class:`CorrMM` with respect to the images."""


class Corr3dMM(BaseCorr3dMM, AbstractConv):
    """The correlation of volumes and filters."""


class Corr3dMM_gradWeights(BaseCorr3dMM, _GradWeights, AbstractConv_gradWeights):
    """The derivative of :class:`Corr3dMM` with respect to the filters."""


class Corr3dMM_gradInputs(BaseCorr3dMM, _GradInputs, AbstractConv_gradInputs):
    """The derivative of :class:`Corr3dMM` with respect to the volumes."""
