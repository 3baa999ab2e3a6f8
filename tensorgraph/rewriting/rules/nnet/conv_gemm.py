"""Convolutions under Theano's names in optimised graphs, once nobody asks for their shapes."""

from ....tensor.nnet.conv.abstract import (
    AbstractConv2d,
    AbstractConv2d_gradInputs,
    AbstractConv2d_gradWeights,
    AbstractConv3d,
    AbstractConv3d_gradInputs,
    AbstractConv3d_gradWeights,
)
from ....tensor.nnet.conv.corr import (
    Corr3dMM,
    Corr3dMM_gradInputs,
    Corr3dMM_gradWeights,
    CorrMM,
    CorrMM_gradInputs,
    CorrMM_gradWeights,
)
from ....tensor.shape.shape import SpecifyShape
from ....tensor.types.constant import constant
from ....tensor.types.scalars import MakeVector
from ...rule import conv_opts, exact, node_rule


def _as_product(cls, node, filters=None):
    """Return the op `cls` with the parameters of a convolution, on the same inputs.

    Parameters
    ----------
    cls : type
    node : Apply
    filters : int, optional
        The input that holds filters. Their declared shape is checked: lengths of the result were derived from it.
    """
    inputs = list(node.inputs)
    if filters is not None and any(n is not None for n in node.op.kshp):
        w = inputs[filters]
        lengths = [w.shape[i] if n is None else constant(n, dtype="int64") for i, n in enumerate(node.op.kshp)]
        inputs[filters] = SpecifyShape()(w, MakeVector("int64")(*lengths))
    return [cls.of(node.op)(*inputs)]


@conv_opts
@exact
@node_rule(AbstractConv2d)
def local_abstractconv_gemm(fgraph, node):
    """Drop the shape information of a convolution, which the kernels do not need, but for a check of the filters."""
    return _as_product(CorrMM, node, filters=1)


@conv_opts
@exact
@node_rule(AbstractConv2d_gradWeights)
def local_abstractconv_gradweight_gemm(fgraph, node):
    """Drop the shape information of the gradient with respect to the filters."""
    return _as_product(CorrMM_gradWeights, node)


@conv_opts
@exact
@node_rule(AbstractConv2d_gradInputs)
def local_abstractconv_gradinputs_gemm(fgraph, node):
    """Drop the shape information of the gradient with respect to the images."""
    return _as_product(CorrMM_gradInputs, node, filters=0)


@conv_opts
@exact
@node_rule(AbstractConv3d)
def local_abstractconv3d_gemm(fgraph, node):
    """Drop the shape information of a convolution of volumes."""
    return _as_product(Corr3dMM, node, filters=1)


@conv_opts
@exact
@node_rule(AbstractConv3d_gradWeights)
def local_abstractconv3d_gradweight_gemm(fgraph, node):
    """Drop the shape information of the gradient with respect to the filters of volumes."""
    return _as_product(Corr3dMM_gradWeights, node)


@conv_opts
@exact
@node_rule(AbstractConv3d_gradInputs)
def local_abstractconv3d_gradinputs_gemm(fgraph, node):
    """Drop the shape information of the gradient with respect to the volumes."""
    return _as_product(Corr3dMM_gradInputs, node, filters=0)
