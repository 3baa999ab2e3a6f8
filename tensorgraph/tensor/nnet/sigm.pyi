"""``theano.tensor.nnet.sigm``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.sigm import compute_mul as compute_mul
from tensorgraph.compat.names.tensor.sigm import is_1pexp as is_1pexp
from tensorgraph.compat.names.tensor.sigm import is_exp as is_exp
from tensorgraph.compat.names.tensor.sigm import is_neg as is_neg
from tensorgraph.compat.names.tensor.sigm import parse_mul_tree as parse_mul_tree
from tensorgraph.compat.names.tensor.sigm import perform_sigm_times_exp as perform_sigm_times_exp
from tensorgraph.compat.names.tensor.sigm import register_local_1msigmoid as register_local_1msigmoid
from tensorgraph.compat.names.tensor.sigm import simplify_mul as simplify_mul
from tensorgraph.errors import ComplexError as ComplexError
from tensorgraph.scalar import CLASSES as CLASSES
from tensorgraph.scalar import Scalar as Scalar
from tensorgraph.scalar import floor_div as floor_div
from tensorgraph.scalar.cast import Cast as Cast
from tensorgraph.scalar.cast import cast as cast
from tensorgraph.scalar.cast import cast_to as cast_to
from tensorgraph.scalar.composite import Composite as Composite
from tensorgraph.scalar.derivative import GradientGraph as GradientGraph
from tensorgraph.scalar.derivative import Undefined as Undefined
from tensorgraph.scalar.dtypes import autocast as autocast
from tensorgraph.scalar.dtypes import autocast_float_as as autocast_float_as
from tensorgraph.scalar.dtypes import upcast as upcast
from tensorgraph.scalar.op import BinaryScalarOp as BinaryScalarOp
from tensorgraph.scalar.op import ScalarOp as ScalarOp
from tensorgraph.scalar.op import UnaryScalarOp as UnaryScalarOp
from tensorgraph.scalar.record import TernaryScalarOp as TernaryScalarOp
from tensorgraph.scalar.rules import bool_out as bool_out
from tensorgraph.scalar.rules import complex_out as complex_out
from tensorgraph.scalar.rules import float_out as float_out
from tensorgraph.scalar.rules import int_out as int_out
from tensorgraph.scalar.rules import real_out as real_out
from tensorgraph.scalar.rules import same_out as same_out
from tensorgraph.scalar.rules import same_out_float_only as same_out_float_only
from tensorgraph.scalar.rules import same_out_nobool as same_out_nobool
from tensorgraph.scalar.rules import same_out_nocomplex as same_out_nocomplex
from tensorgraph.scalar.rules import specific_out as specific_out
from tensorgraph.scalar.rules import transfer_type as transfer_type
from tensorgraph.scalar.rules import upcast_out as upcast_out
from tensorgraph.scalar.rules import upcast_out_min8 as upcast_out_min8
from tensorgraph.scalar.rules import upcast_out_no_complex as upcast_out_no_complex
from tensorgraph.scalar.rules import upcast_out_nobool as upcast_out_nobool
from tensorgraph.scalar.rules import upgrade_to_float as upgrade_to_float
from tensorgraph.scalar.rules import upgrade_to_float64 as upgrade_to_float64
from tensorgraph.scalar.rules import upgrade_to_float_no_complex as upgrade_to_float_no_complex
from tensorgraph.scalar.type import ScalarType as ScalarType
from tensorgraph.scalar.type import get_scalar_type as get_scalar_type
from tensorgraph.scalar.type import several as several
from tensorgraph.scalar.variable import ScalarConstant as ScalarConstant
from tensorgraph.scalar.variable import ScalarOperators as ScalarOperators
from tensorgraph.scalar.variable import ScalarVariable as ScalarVariable
from tensorgraph.scalar.variable import as_scalar as as_scalar
from tensorgraph.scalar.variable import constant as constant
from tensorgraph.tensor.elementwise.inplace import transpose_inplace as transpose_inplace
from tensorgraph.tensor.nnet.sigmoid import ScalarSigmoid as ScalarSigmoid
from tensorgraph.tensor.nnet.sigmoid import ScalarSoftplus as ScalarSoftplus
from tensorgraph.tensor.nnet.sigmoid import UltraFastScalarSigmoid as UltraFastScalarSigmoid
from tensorgraph.tensor.nnet.sigmoid import hard_sigmoid as hard_sigmoid
from tensorgraph.tensor.nnet.sigmoid import scalar_sigmoid as scalar_sigmoid
from tensorgraph.tensor.nnet.sigmoid import scalar_softplus as scalar_softplus
from tensorgraph.tensor.nnet.sigmoid import ultra_fast_scalar_sigmoid as ultra_fast_scalar_sigmoid
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def sigmoid(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def sigmoid_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def softplus(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + exp(x))``, without overflow."""

def ultra_fast_sigmoid(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A piecewise approximation of the sigmoid, off by up to 0.02; its gradient is that of the sigmoid."""

def ultra_fast_sigmoid_inplace(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A piecewise approximation of the sigmoid, off by up to 0.02; its gradient is that of the sigmoid."""
