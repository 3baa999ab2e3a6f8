"""Operations on single numbers: one record per elementwise operation, and small graphs of them."""

# written by stubs/generate.py

from typing import Any

from tensorgraph.errors import ComplexError
from tensorgraph.scalar import basic
from tensorgraph.scalar.cast import Cast, cast, cast_to
from tensorgraph.scalar.composite import Composite
from tensorgraph.scalar.derivative import GradientGraph, Undefined
from tensorgraph.scalar.division import IntegerDivisionError, int_or_true_div
from tensorgraph.scalar.dtypes import _AutocastFloat, autocast, autocast_float_as, upcast
from tensorgraph.scalar.op import BinaryScalarOp, ScalarOp, UnaryScalarOp
from tensorgraph.scalar.outputdtypes import (
    bool_out,
    complex_out,
    float_out,
    int_out,
    real_out,
    same_out,
    same_out_float_only,
    same_out_nobool,
    same_out_nocomplex,
    specific_out,
    transfer_type,
    upcast_out,
    upcast_out_min8,
    upcast_out_no_complex,
    upcast_out_nobool,
    upgrade_to_float,
    upgrade_to_float64,
    upgrade_to_float_no_complex,
)
from tensorgraph.scalar.record import QuaternaryScalarOp, TernaryScalarOp
from tensorgraph.scalar.type import ScalarType, get_scalar_type, several
from tensorgraph.scalar.variable import ScalarConstant, ScalarOperators, ScalarVariable, as_scalar, constant, div_proxy

__all__ = [
    "AND",
    "Abs",
    "Add",
    "Angle",
    "ArcCos",
    "ArcCosh",
    "ArcSin",
    "ArcSinh",
    "ArcTan",
    "ArcTan2",
    "ArcTanh",
    "BetaInc",
    "BetaIncInv",
    "Betaln",
    "BinaryScalarOp",
    "CLASSES",
    "Cast",
    "Cbrt",
    "Ceil",
    "Chi2SF",
    "Clip",
    "Complex",
    "ComplexError",
    "ComplexFromPolar",
    "Composite",
    "Conj",
    "CopySign",
    "Cos",
    "Cosh",
    "Dawsn",
    "Deg2Rad",
    "EQ",
    "Erf",
    "Erfc",
    "Erfcinv",
    "Erfcx",
    "Erfi",
    "Erfinv",
    "Exp",
    "Exp1",
    "Exp2",
    "Expi",
    "Expm1",
    "Floor",
    "Fmod",
    "GCD",
    "GE",
    "GT",
    "Gamma",
    "GammaInc",
    "GammaIncC",
    "GammaIncCInv",
    "GammaIncInv",
    "GammaL",
    "GammaLn",
    "GammaU",
    "GradientGraph",
    "Hyp2F1",
    "Hypot",
    "I0",
    "I0e",
    "I1",
    "I1e",
    "Identity",
    "Imag",
    "IntDiv",
    "IntegerDivisionError",
    "Inv",
    "Invert",
    "IsInf",
    "IsNan",
    "Iv",
    "Ive",
    "J0",
    "J1",
    "Jv",
    "K0",
    "K0e",
    "K1",
    "K1e",
    "KERNEL_CODES",
    "Kv",
    "Kve",
    "LCM",
    "LE",
    "LT",
    "LeftShift",
    "Log",
    "Log10",
    "Log1mexp",
    "Log1p",
    "Log2",
    "LogAddExp",
    "LogAddExp2",
    "LogNdtr",
    "Logit",
    "Maximum",
    "Minimum",
    "Mod",
    "Mul",
    "NEQ",
    "Ndtr",
    "Ndtri",
    "NdtriExp",
    "Neg",
    "OR",
    "OwensT",
    "Pow",
    "Psi",
    "QuaternaryScalarOp",
    "REGISTRY",
    "Rad2Deg",
    "Real",
    "RightShift",
    "RoundHalfAwayFromZero",
    "RoundHalfToEven",
    "Scalar",
    "ScalarConstant",
    "ScalarOp",
    "ScalarOperators",
    "ScalarSigmoid",
    "ScalarSoftplus",
    "ScalarType",
    "ScalarVariable",
    "Second",
    "Sgn",
    "Sin",
    "Sinh",
    "Spence",
    "Sqr",
    "Sqrt",
    "Sub",
    "Switch",
    "TYPES",
    "Tan",
    "Tanh",
    "TernaryScalarOp",
    "TriGamma",
    "TrueDiv",
    "Trunc",
    "UltraFastScalarSigmoid",
    "UnaryScalarOp",
    "Undefined",
    "XOR",
    "Xlog1py",
    "XlogX",
    "XlogY0",
    "Xlogy",
    "Y0",
    "Y1",
    "Yv",
    "Zeta",
    "abs_",
    "add",
    "all_types",
    "and_",
    "angle",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "as_scalar",
    "autocast",
    "autocast_float",
    "autocast_float_as",
    "basic",
    "betainc",
    "betaincinv",
    "betaln",
    "bool",
    "bool_out",
    "cast",
    "cast_to",
    "cbrt",
    "ceil",
    "chi2sf",
    "clip",
    "complex",
    "complex128",
    "complex64",
    "complex_from_polar",
    "complex_out",
    "complex_types",
    "complexs",
    "conj",
    "constant",
    "continuous_types",
    "convert_to_bool",
    "convert_to_complex128",
    "convert_to_complex64",
    "convert_to_float16",
    "convert_to_float32",
    "convert_to_float64",
    "convert_to_int16",
    "convert_to_int32",
    "convert_to_int64",
    "convert_to_int8",
    "convert_to_uint16",
    "convert_to_uint32",
    "convert_to_uint64",
    "convert_to_uint8",
    "copysign",
    "cos",
    "cosh",
    "dawsn",
    "deg2rad",
    "discrete_types",
    "div_proxy",
    "eq",
    "erf",
    "erfc",
    "erfcinv",
    "erfcx",
    "erfi",
    "erfinv",
    "exp",
    "exp1",
    "exp2",
    "expi",
    "expm1",
    "float16",
    "float32",
    "float64",
    "float_out",
    "float_types",
    "floats",
    "floor",
    "floor_div",
    "fmod",
    "gamma",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "gammal",
    "gammaln",
    "gammau",
    "gcd",
    "ge",
    "get_scalar_type",
    "gt",
    "hyp2f1",
    "hypot",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "identity",
    "imag",
    "int16",
    "int32",
    "int64",
    "int8",
    "int_div",
    "int_or_true_div",
    "int_out",
    "int_types",
    "integer_types",
    "ints",
    "inv",
    "invert",
    "isinf",
    "isnan",
    "iv",
    "ive",
    "j0",
    "j1",
    "jv",
    "k0",
    "k0e",
    "k1",
    "k1e",
    "kv",
    "kve",
    "lcm",
    "le",
    "left_shift",
    "log",
    "log10",
    "log1mexp",
    "log1p",
    "log2",
    "log_ndtr",
    "logaddexp",
    "logaddexp2",
    "logit",
    "lt",
    "maximum",
    "minimum",
    "mod",
    "mul",
    "ndtr",
    "ndtri",
    "ndtri_exp",
    "neg",
    "neq",
    "or_",
    "owens_t",
    "pow",
    "psi",
    "rad2deg",
    "real",
    "real_out",
    "right_shift",
    "round_half_away_from_zero",
    "round_half_to_even",
    "same_out",
    "same_out_float_only",
    "same_out_nobool",
    "same_out_nocomplex",
    "scalar_sigmoid",
    "scalar_softplus",
    "scalar_xlogx",
    "scalar_xlogy0",
    "second",
    "several",
    "sgn",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "specific_out",
    "spence",
    "sqr",
    "sqrt",
    "sub",
    "switch",
    "tan",
    "tanh",
    "transfer_type",
    "tri_gamma",
    "true_div",
    "trunc",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uint_types",
    "ultra_fast_scalar_sigmoid",
    "ultra_fast_sigmoid",
    "upcast",
    "upcast_out",
    "upcast_out_min8",
    "upcast_out_no_complex",
    "upcast_out_nobool",
    "upgrade_to_float",
    "upgrade_to_float64",
    "upgrade_to_float_no_complex",
    "xlog1py",
    "xlogx",
    "xlogy",
    "xlogy0",
    "xor",
    "y0",
    "y1",
    "yv",
    "zeta",
]

class AND(BinaryScalarOp): ...
class Abs(UnaryScalarOp): ...
class Add(ScalarOp): ...
class Angle(UnaryScalarOp): ...
class ArcCos(UnaryScalarOp): ...
class ArcCosh(UnaryScalarOp): ...
class ArcSin(UnaryScalarOp): ...
class ArcSinh(UnaryScalarOp): ...
class ArcTan(UnaryScalarOp): ...
class ArcTan2(BinaryScalarOp): ...
class ArcTanh(UnaryScalarOp): ...
class BetaInc(TernaryScalarOp): ...
class BetaIncInv(TernaryScalarOp): ...
class Betaln(BinaryScalarOp): ...
CLASSES: dict[str, Any]
class Cbrt(UnaryScalarOp): ...
class Ceil(UnaryScalarOp): ...
class Chi2SF(BinaryScalarOp): ...
class Clip(TernaryScalarOp): ...
class Complex(BinaryScalarOp): ...
class ComplexFromPolar(BinaryScalarOp): ...
class Conj(UnaryScalarOp): ...
class CopySign(BinaryScalarOp): ...
class Cos(UnaryScalarOp): ...
class Cosh(UnaryScalarOp): ...
class Dawsn(UnaryScalarOp): ...
class Deg2Rad(UnaryScalarOp): ...
class EQ(BinaryScalarOp): ...
class Erf(UnaryScalarOp): ...
class Erfc(UnaryScalarOp): ...
class Erfcinv(UnaryScalarOp): ...
class Erfcx(UnaryScalarOp): ...
class Erfi(UnaryScalarOp): ...
class Erfinv(UnaryScalarOp): ...
class Exp(UnaryScalarOp): ...
class Exp1(UnaryScalarOp): ...
class Exp2(UnaryScalarOp): ...
class Expi(UnaryScalarOp): ...
class Expm1(UnaryScalarOp): ...
class Floor(UnaryScalarOp): ...
class Fmod(BinaryScalarOp): ...
class GCD(BinaryScalarOp): ...
class GE(BinaryScalarOp): ...
class GT(BinaryScalarOp): ...
class Gamma(UnaryScalarOp): ...
class GammaInc(BinaryScalarOp): ...
class GammaIncC(BinaryScalarOp): ...
class GammaIncCInv(BinaryScalarOp): ...
class GammaIncInv(BinaryScalarOp): ...
class GammaL(BinaryScalarOp): ...
class GammaLn(UnaryScalarOp): ...
class GammaU(BinaryScalarOp): ...
class Hyp2F1(QuaternaryScalarOp): ...
class Hypot(BinaryScalarOp): ...
class I0(UnaryScalarOp): ...
class I0e(UnaryScalarOp): ...
class I1(UnaryScalarOp): ...
class I1e(UnaryScalarOp): ...
class Identity(UnaryScalarOp): ...
class Imag(UnaryScalarOp): ...
class IntDiv(BinaryScalarOp): ...
class Inv(UnaryScalarOp): ...
class Invert(UnaryScalarOp): ...
class IsInf(UnaryScalarOp): ...
class IsNan(UnaryScalarOp): ...
class Iv(BinaryScalarOp): ...
class Ive(BinaryScalarOp): ...
class J0(UnaryScalarOp): ...
class J1(UnaryScalarOp): ...
class Jv(BinaryScalarOp): ...
class K0(UnaryScalarOp): ...
class K0e(UnaryScalarOp): ...
class K1(UnaryScalarOp): ...
class K1e(UnaryScalarOp): ...
KERNEL_CODES: dict[str, Any]
class Kv(BinaryScalarOp): ...
class Kve(BinaryScalarOp): ...
class LCM(BinaryScalarOp): ...
class LE(BinaryScalarOp): ...
class LT(BinaryScalarOp): ...
class LeftShift(BinaryScalarOp): ...
class Log(UnaryScalarOp): ...
class Log10(UnaryScalarOp): ...
class Log1mexp(UnaryScalarOp): ...
class Log1p(UnaryScalarOp): ...
class Log2(UnaryScalarOp): ...
class LogAddExp(BinaryScalarOp): ...
class LogAddExp2(BinaryScalarOp): ...
class LogNdtr(UnaryScalarOp): ...
class Logit(UnaryScalarOp): ...
class Maximum(BinaryScalarOp): ...
class Minimum(BinaryScalarOp): ...
class Mod(BinaryScalarOp): ...
class Mul(ScalarOp): ...
class NEQ(BinaryScalarOp): ...
class Ndtr(UnaryScalarOp): ...
class Ndtri(UnaryScalarOp): ...
class NdtriExp(UnaryScalarOp): ...
class Neg(UnaryScalarOp): ...
class OR(BinaryScalarOp): ...
class OwensT(BinaryScalarOp): ...
class Pow(BinaryScalarOp): ...
class Psi(UnaryScalarOp): ...
REGISTRY: dict[str, Any]
class Rad2Deg(UnaryScalarOp): ...
class Real(UnaryScalarOp): ...
class RightShift(BinaryScalarOp): ...
class RoundHalfAwayFromZero(UnaryScalarOp): ...
class RoundHalfToEven(UnaryScalarOp): ...
class ScalarSigmoid(UnaryScalarOp): ...
class ScalarSoftplus(UnaryScalarOp): ...
class Second(BinaryScalarOp): ...
class Sgn(UnaryScalarOp): ...
class Sin(UnaryScalarOp): ...
class Sinh(UnaryScalarOp): ...
class Spence(UnaryScalarOp): ...
class Sqr(UnaryScalarOp): ...
class Sqrt(UnaryScalarOp): ...
class Sub(BinaryScalarOp): ...
class Switch(TernaryScalarOp): ...
TYPES: dict[str, Any]
class Tan(UnaryScalarOp): ...
class Tanh(UnaryScalarOp): ...
class TriGamma(UnaryScalarOp): ...
class TrueDiv(BinaryScalarOp): ...
class Trunc(UnaryScalarOp): ...
class UltraFastScalarSigmoid(UnaryScalarOp): ...
class XOR(BinaryScalarOp): ...
class Xlog1py(BinaryScalarOp): ...
class XlogX(UnaryScalarOp): ...
class XlogY0(BinaryScalarOp): ...
class Xlogy(BinaryScalarOp): ...
class Y0(UnaryScalarOp): ...
class Y1(UnaryScalarOp): ...
class Yv(BinaryScalarOp): ...
class Zeta(BinaryScalarOp): ...
abs_: Abs
add: Add
all_types: tuple[Any, ...]
and_: AND
angle: Angle
arccos: ArcCos
arccosh: ArcCosh
arcsin: ArcSin
arcsinh: ArcSinh
arctan: ArcTan
arctan2: ArcTan2
arctanh: ArcTanh
autocast_float: _AutocastFloat
betainc: BetaInc
betaincinv: BetaIncInv
betaln: Betaln
bool: ScalarType
cbrt: Cbrt
ceil: Ceil
chi2sf: Chi2SF
clip: Clip
complex: Complex
complex128: ScalarType
complex64: ScalarType
complex_from_polar: ComplexFromPolar
complex_types: tuple[Any, ...]
complexs: Any
conj: Conj
continuous_types: tuple[Any, ...]
convert_to_bool: Cast
convert_to_complex128: Cast
convert_to_complex64: Cast
convert_to_float16: Cast
convert_to_float32: Cast
convert_to_float64: Cast
convert_to_int16: Cast
convert_to_int32: Cast
convert_to_int64: Cast
convert_to_int8: Cast
convert_to_uint16: Cast
convert_to_uint32: Cast
convert_to_uint64: Cast
convert_to_uint8: Cast
copysign: CopySign
cos: Cos
cosh: Cosh
dawsn: Dawsn
deg2rad: Deg2Rad
discrete_types: tuple[Any, ...]
eq: EQ
erf: Erf
erfc: Erfc
erfcinv: Erfcinv
erfcx: Erfcx
erfi: Erfi
erfinv: Erfinv
exp: Exp
exp1: Exp1
exp2: Exp2
expi: Expi
expm1: Expm1
float16: ScalarType
float32: ScalarType
float64: ScalarType
float_types: tuple[Any, ...]
floats: Any
floor: Floor
floor_div: IntDiv
fmod: Fmod
gamma: Gamma
gammainc: GammaInc
gammaincc: GammaIncC
gammainccinv: GammaIncCInv
gammaincinv: GammaIncInv
gammal: GammaL
gammaln: GammaLn
gammau: GammaU
gcd: GCD
ge: GE
gt: GT
hyp2f1: Hyp2F1
hypot: Hypot
i0: I0
i0e: I0e
i1: I1
i1e: I1e
identity: Identity
imag: Imag
int16: ScalarType
int32: ScalarType
int64: ScalarType
int8: ScalarType
int_div: IntDiv
int_types: tuple[Any, ...]
integer_types: tuple[Any, ...]
ints: Any
inv: Inv
invert: Invert
isinf: IsInf
isnan: IsNan
iv: Iv
ive: Ive
j0: J0
j1: J1
jv: Jv
k0: K0
k0e: K0e
k1: K1
k1e: K1e
kv: Kv
kve: Kve
lcm: LCM
le: LE
left_shift: LeftShift
log: Log
log10: Log10
log1mexp: Log1mexp
log1p: Log1p
log2: Log2
log_ndtr: LogNdtr
logaddexp: LogAddExp
logaddexp2: LogAddExp2
logit: Logit
lt: LT
maximum: Maximum
minimum: Minimum
mod: Mod
mul: Mul
ndtr: Ndtr
ndtri: Ndtri
ndtri_exp: NdtriExp
neg: Neg
neq: NEQ
or_: OR
owens_t: OwensT
pow: Pow
psi: Psi
rad2deg: Rad2Deg
real: Real
right_shift: RightShift
round_half_away_from_zero: RoundHalfAwayFromZero
round_half_to_even: RoundHalfToEven
scalar_sigmoid: ScalarSigmoid
scalar_softplus: ScalarSoftplus
scalar_xlogx: XlogX
scalar_xlogy0: XlogY0
second: Second
sgn: Sgn
sigmoid: ScalarSigmoid
sin: Sin
sinh: Sinh
softplus: ScalarSoftplus
spence: Spence
sqr: Sqr
sqrt: Sqrt
sub: Sub
switch: Switch
tan: Tan
tanh: Tanh
tri_gamma: TriGamma
true_div: TrueDiv
trunc: Trunc
uint16: ScalarType
uint32: ScalarType
uint64: ScalarType
uint8: ScalarType
uint_types: tuple[Any, ...]
ultra_fast_scalar_sigmoid: UltraFastScalarSigmoid
ultra_fast_sigmoid: UltraFastScalarSigmoid
xlog1py: Xlog1py
xlogx: XlogX
xlogy: Xlogy
xlogy0: XlogY0
xor: XOR
y0: Y0
y1: Y1
yv: Yv
zeta: Zeta
Scalar = ScalarType
