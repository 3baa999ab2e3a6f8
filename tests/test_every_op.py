"""Every operation of the package is documented, knows its gradient and its shapes, or is here with a reason.

That gradients, pushforwards and shapes are right is tested with the operations: ``tests/gradient/test_ops.py`` and
``test_packages.py`` walk over those of tensors, ``tests/sparse`` holds those of sparse matrices.
"""

import pytest
from operations import OPS

from tensorgraph.graph.op import Op

NO_VALUES = "it makes no arrays"
REWRITTEN = "rewrites make it, after every gradient"
OF_PROGRAMS = "a name that programs for Theano call; there it has none either"
NO_GRADIENT = {
    **dict.fromkeys("Dot22 Dot22Scalar Gemm Gemv Ger MapReduce PartitionOp".split(), REWRITTEN),
    **dict.fromkeys(("SamplingDotCSR", "StructuredDotCSC", "StructuredDotCSR", "UsmmCscDense"), REWRITTEN),
    **dict.fromkeys(("MakeSlice", "LoadFromDisk"), NO_VALUES),
    **dict.fromkeys(("CAReduce", "CAReduceDtype"), "for any operation: those with gradients have classes"),
    **dict.fromkeys(("COp", "Default", "DotModulo", "MaxPoolRop", "Tile"), OF_PROGRAMS),
    "FromFunctionOp": "of a Python function nothing is known",
}
OF_VALUES = "the shape depends on values"
NO_SHAPE = {
    **dict.fromkeys(("CSMProperties", "Nonzero"), OF_VALUES),
    **dict.fromkeys(("MakeSlice", "LoadFromDisk"), "there is no array before it runs"),
    **dict.fromkeys(("SamplingDotCSR", "StructuredDotCSC", "StructuredDotCSR", "UsmmCscDense"), REWRITTEN),
    **dict.fromkeys(("COp", "Default", "DiagonalSubtensor", "DotModulo"), OF_PROGRAMS),
    "FromFunctionOp": "it is given with the function, as `infer_shape`",
    "MapReduce": "lowering makes it, and no graph has it",
    "GetItem2d": "a graph of the bounds would be longer than the work",
}
LISTS = "compat.names.typed_list"


every_op = pytest.mark.parametrize("path", OPS)


def defines(kind, *names):
    """Return True if a class or a base of it, other than Op, has one of some methods."""
    return any(name in vars(base) for base in kind.__mro__ if base is not Op for name in names)


@every_op
def test_documentation(path):
    assert OPS[path].__doc__


@every_op
def test_gradient(path):
    kind = OPS[path]
    excused = kind.__name__ in NO_GRADIENT or path.startswith(LISTS)
    assert defines(kind, "L_op", "grad") != excused


@every_op
def test_shape(path):
    kind = OPS[path]
    excused = kind.__name__ in NO_SHAPE or path.startswith(LISTS)
    assert defines(kind, "infer_shape") != excused


def test_reasons_are_of_operations():
    names = {kind.__name__ for kind in OPS.values()}
    assert NO_GRADIENT.keys() | NO_SHAPE.keys() <= names
