"""Scalar graphs as straight-line code of kernels.

A :class:`LoopCode` is an expression graph without repetitions: equal subexpressions are one value. Each value has a
dtype; the arguments of an operation are converted first, so that every kernel works on one dtype. Numbers of half
precision are floats that are rounded after each operation, and halves only where they are stored. An operation without
a kernel borrows the inner loop of a ufunc. If there is none either, :exc:`NoKernel` is raised, and the caller uses a
Python step.
"""

from functools import cache

import numpy as np

from .._kernels.loops import dispatch
from .._kernels.loops.reciprocals import reciprocal
from ..graph.variable import Constant
from ..scalar import KERNEL_CODES, REGISTRY, Cast, Composite, ScalarOp
from ..scalar.dtypes import complex_of, has_both_signs, integer_dtypes, is_complex, real_part
from ..scalar.formulas.complexparts import FORMULAS, by_parts, power
from ..scalar.formulas.signedpower import NOT_NEGATIVE, positive_base, signed_power
from . import peephole


class NoKernel(Exception):
    """An operation has neither a kernel nor a ufunc's loop."""


class Value:
    """A future register: an input, a constant, or the result of an instruction.

    Attributes
    ----------
    op : str
        ``"input"``, ``"const"``, the name of an operation, ``"cast"`` or ``"ufunc"``.
    code : str or tuple
        The name of the kernel or the ufunc's description; the number of an input; a constant's value.
    args : tuple of Value
    dtype : str
    """

    __slots__ = ("op", "code", "args", "dtype")

    def __init__(self, op, code, args, dtype):
        self.op, self.code, self.args, self.dtype = op, code, args, dtype


_kernels = dispatch.kernels()
_ROUNDS_ONCE = dispatch.module("tiles").rounds_once()
NARROW = frozenset(("int8", "int16", "uint8", "uint16"))
COMPARISONS = frozenset(("lt", "le", "gt", "ge", "eq", "neq"))
_FOLDED = frozenset(("add", "mul", "maximum", "minimum", "and_", "or_", "xor"))
_OF_HALVES = frozenset(
    "neg abs_ sgn maximum minimum clip switch floor ceil trunc round_half_to_even round_half_away_from_zero".split()
)
"""Operations whose results have half precision if their arguments have."""


class LoopCode:
    """Straight-line code under construction.

    Parameters
    ----------
    dtypes : sequence of str
        Those of the inputs.
    in_parts : bool
        Compute with the parts of complex numbers also where NumPy has a loop for whole ones.
    """

    def __init__(self, dtypes, in_parts=False):
        self._in_parts = in_parts
        self._known = {}
        self._halves = set()  # float32 values that half precision holds
        self._length_of = {}  # the complex numbers of which values are the lengths
        self.inputs = [Value("input", i, (), dtype) for i, dtype in enumerate(dtypes)]

    def _make(self, op, code, args, dtype):
        key = (op, code, args)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Value(op, code, args, dtype)
        return found

    def constant(self, data, dtype):
        """Return the value of a constant of a dtype."""
        array = np.asarray(data, dtype=dtype)
        key = ("const", dtype, array.tobytes())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Value("const", array[()], (), dtype)
        return found

    def cast(self, value, dtype):
        """Return a value converted to another dtype; constants are folded."""
        if value.dtype == dtype:
            return value
        if value.op == "const":
            with np.errstate(over="ignore"):
                found = self.constant(value.code.astype(dtype), dtype)
            if value.dtype == "float16" and dtype == "float32":
                self._halves.add(found)
            return found
        if is_complex(dtype):
            return self.joined([self.cast(v, real_part(dtype)) for v in self.parts(value)])
        if value.dtype == "float16":
            return self.cast(self._as_float(value), dtype)
        if dtype == "float16" and value.dtype != "float64":
            # integers of all lengths pass through float32 in NumPy as well
            value = self.cast(value, "float32")
        name = f"cast_{KERNEL_CODES[value.dtype]}_{KERNEL_CODES[dtype]}"
        if name not in _kernels:
            raise NoKernel(name)
        return self._make("cast", name, (value,), dtype)

    def _as_float(self, value):
        """Return a value of half precision as float32; one that was just rounded from it is never stored for that."""
        if value.op != "cast" or value.code != "cast_f32_f16":
            found = self._make("cast", "cast_f16_f32", (value,), "float32")
        elif value.args[0] in self._halves:
            return value.args[0]
        else:
            found = self._make("half", "half_f32", value.args, "float32")
        self._halves.add(found)
        return found

    def apply(self, op, args):
        """Return the values of a scalar operation on values."""
        if type(op) is Composite:
            return self._composite(op, args)
        dtypes = tuple(v.dtype for v in args)
        if isinstance(op, Cast):
            return [self.cast(args[0], op.o_type.dtype)]
        if not op.is_record or type(op).impl is not ScalarOp.impl or op.nout != 1:
            raise NoKernel(str(op))
        (dtype,) = op.output_dtypes(*dtypes)
        loop = own_dtype(op, args) or op.loop_dtypes(*dtypes)
        if has_both_signs(loop):
            return [self._compare(op, args)]
        args, name = tuple([self.cast(v, d) for v, d in zip(args, loop)]), op.record_name
        value = None
        if is_complex(loop[-1]) or is_complex(dtype):
            value = self._of_complex(op, name, args, loop)
        elif name == "sqr" and args[0] in self._length_of:
            value = self._formula("squared_length", [self._length_of[args[0]]])
        if value is not None:
            return [self.cast(value, dtype)]
        if name == "identity":
            return [self.cast(args[0], dtype)]
        if name == "second":
            return [self.cast(args[1], dtype)]
        if op.nin < 0:
            value = args[0]
            for other in args[1:]:
                value = self._instruction(op, name, (value, other), loop[:2])
        else:
            value = self._instruction(op, name, args, loop)
        return [self.cast(value, dtype)]

    def _of_complex(self, op, name, args, loop):
        """Return the value of an operation from the parts of complex numbers, None if numbers stay whole."""
        if name not in FORMULAS:
            return None
        is_whole = not self._in_parts and (name == "switch" or op.ufunc_for(loop[-1]) is not None)
        if name == "pow" and args[1].op == "const" and not is_whole:
            return self.joined(self._composite(power(args[1].code.item(), args[0].dtype), self.parts(args[0])))
        if is_whole and name != "abs_" or name == "pow" and loop[-1] == "complex128":
            # integers of NumPy's exponents are more exact
            return None
        value = self._instruction(op, name, args, loop) if is_whole else self._by_parts(op, name, args)
        if name == "abs_":
            self._length_of[value] = args[0]
        return value

    def parts(self, value):
        """Return the real and the imaginary part of a value."""
        if value.op == "complex":
            return value.args
        if not is_complex(value.dtype):
            return value, self.constant(0, value.dtype)
        dtype, code = real_part(value.dtype), KERNEL_CODES[value.dtype]
        if value.op == "const":
            return self.constant(value.code.real, dtype), self.constant(value.code.imag, dtype)
        return tuple([self._make(name, f"{name}_{code}", (value,), dtype) for name in ("real", "imag")])

    def joined(self, parts):
        """Return the complex number that has two parts."""
        dtype = parts[0].dtype
        return self._make("complex", f"complex_{KERNEL_CODES[dtype]}", tuple(parts), complex_of(dtype))

    def _by_parts(self, op, name, args):
        """Return the value of an operation of complex numbers, from the formula for their parts."""
        if op.nin >= 0:
            return self._formula(name, args)
        value = args[0]
        for other in args[1:]:
            value = self._formula(name, (value, other))
        return value

    def _formula(self, name, args):
        formula = by_parts(name, tuple([v.dtype for v in args]))
        operands = [part for v in args for part in (self.parts(v) if is_complex(v.dtype) else (v,))]
        found = self._composite(formula, operands)
        return self.joined(found) if len(found) == 2 else found[0]

    def _compare(self, op, args):
        """Return the value of a comparison of int64 and uint64, which is decided where the first is negative."""
        (signed,) = [v for v in args if v.dtype == "int64"]
        known = op.ref(*[-1 if v is signed else 0 for v in args])
        unsigned = self._instruction(op, op.record_name, tuple([self.cast(v, "uint64") for v in args]), ("uint64",) * 2)
        sign, join = (REGISTRY["lt"], REGISTRY["or_"]) if known else (REGISTRY["ge"], REGISTRY["and_"])
        return self.apply(join, [*self.apply(sign, [signed, self.constant(0, "int64")]), unsigned])[0]

    def _composite(self, op, args):
        op = op.for_dtypes(*[v.dtype for v in args])
        known = dict(zip(op.inputs, args))

        def value(v):
            found = known.get(v)
            if found is None:
                if not isinstance(v, Constant):
                    raise NoKernel(f"{v} is no input")
                found = known[v] = self.constant(v.data, v.type.dtype)
            return found

        for node in op.nodes:
            known.update(zip(node.outputs, self.apply(node.op, [value(v) for v in node.inputs])))
        return [value(v) for v in op.outputs]

    def _instruction(self, op, name, args, loop):
        if loop[-1] == "float16":
            return self._of_halves(op, name, args, loop)
        kernel = f"{name}_{KERNEL_CODES[loop[-1]]}"
        if kernel == "true_div_f64" and args[1].op == "const":
            found = self._divided(*args)
            if found is not None:
                return found
        if kernel in _kernels:
            return self._make(name, kernel, args, op.output_dtypes(*loop)[0])
        ufunc = op.ufunc_for(loop[-1])
        if {*loop} <= NARROW and f"{name}_i32" in _kernels and ufunc is None:
            # the result has the low bits of that of wider integers
            wide = self._make(name, f"{name}_i32", tuple([self.cast(v, "int32") for v in args]), "int32")
            return self.cast(wide, op.output_dtypes(*loop)[0])
        if ufunc is None:
            raise NoKernel(f"{name} of {loop}")
        code, dtype = ufunc_loop(ufunc, loop)
        if name == "pow" and dtype in ("float32", "float64"):
            return self._power(code, args, dtype)
        if not op.nan_is_unsafe:
            return self._make("ufunc", code, args, dtype)
        *others, x = args
        switch = f"switch_{KERNEL_CODES[dtype]}"
        missing = self._make("isnan", f"isnan_{KERNEL_CODES[x.dtype]}", (x,), "bool")
        shown = self._make("switch", switch, (missing, self.constant(0, x.dtype), x), x.dtype)
        return self._make("switch", switch, (missing, x, self._make("ufunc", code, (*others, shown), dtype)), dtype)

    def _power(self, code, args, dtype):
        """Return the power that a loop computes of a positive base, and what follows for x from it.

        Other exponents than numbers and integers are rare for what is not positive, and quicker by themselves.
        """
        x, y = args
        is_known = y.op == "const" or y.op == "cast" and y.args[0].dtype in integer_dtypes
        if not is_known or x.op == "const" and x.code > 0:
            return self._make("ufunc", code, args, dtype)
        power = self._make("ufunc", code, (*self._composite(positive_base(dtype), (x,)), y), dtype)
        exponent = y.code.item() if y.op == "const" else None
        return self._composite(signed_power(dtype, exponent, x.op not in NOT_NEGATIVE), (x, y, power))[0]

    def _divided(self, x, divisor):
        """Return the quotient by a constant without a division, None if there is no way to the same bits."""
        parts = reciprocal(divisor.code.item())
        if parts is None or parts[1] and not _ROUNDS_ONCE:
            return None
        high, low = [self.constant(part, "float64") for part in parts]
        if not parts[1]:
            return self._make("mul", "mul_f64", (x, high), "float64")
        return self._make("quotient", "quotient_f64", (x, high, low), "float64")

    def _of_halves(self, op, name, args, loop):
        """Return the value of an operation in half precision: sums, products, quotients and roots are rounded once."""
        wide = tuple(["float32" if dtype == "float16" else dtype for dtype in loop])
        args = tuple([self.cast(v, dtype) for v, dtype in zip(args, wide)])
        value = self._instruction(op, name, args, wide)
        if name in _OF_HALVES and value.dtype == "float32":
            self._halves.add(value)
        return self.cast(value, op.output_dtypes(*loop)[0])

    def finish(self, outputs, reduced=()):
        """Return the parameters of a loop step, except for its outs.

        Parameters
        ----------
        outputs : list of Value

        Returns
        -------
        params : dict
            ``consts``, ``code`` and ``reg_dtypes``.
        registers : list of int
            Where each output is.
        """
        outputs, order = peephole.select(outputs, _kernels, self.inputs)
        register = {v: i for i, v in enumerate(self.inputs)}
        reg_dtypes = [v.dtype for v in self.inputs]
        consts = []
        for v in order:
            if v.op == "const":
                register[v] = len(reg_dtypes)
                reg_dtypes.append(v.dtype)
                consts.append((v.dtype, v.code.item()))
        code = []
        for v in order:
            if v.op != "const":
                register[v] = len(reg_dtypes)
                reg_dtypes.append(v.dtype)
                code.append((v.code, register[v], tuple([register[w] for w in v.args])))
        params = {"consts": tuple(consts), "code": tuple(code), "reg_dtypes": tuple(reg_dtypes)}
        return params, [register[v] for v in outputs]


def own_dtype(op, args):
    """Return the dtypes in which values are compared with a constant that their own dtype holds, else None."""
    if op.record_name not in COMPARISONS:
        return None
    for constant, other in (args, args[::-1]):
        if constant.op == "const" and other.op != "const" and holds(other.dtype, constant.code):
            return other.dtype, other.dtype
    return None


def holds(dtype, number):
    """Return True if a NumPy number is one of a dtype, of the same kind and in its range."""
    if dtype[:3] in ("int", "uin") and number.dtype.kind in "iu":
        return np.iinfo(dtype).min <= number <= np.iinfo(dtype).max
    with np.errstate(over="ignore"):
        return dtype == "float32" and number.dtype == "float64" and bool(np.float32(number) == number)


@cache
def ufunc_loop(ufunc, dtypes):
    """Return the instruction for a ufunc on inputs of exactly `dtypes`, and the dtype of its result.

    Raises
    ------
    NoKernel
        If it has no such loop.
    """
    wanted = [np.dtype(d) for d in dtypes]
    if not isinstance(ufunc, np.ufunc) or ufunc.nin != len(wanted) or ufunc.nout != 1:
        raise NoKernel(str(ufunc))
    for types in ufunc.types:
        given, _, result = types.partition("->")
        if "O" not in types and [np.dtype(c) for c in given] == wanted:
            module = "numpy" if getattr(np, ufunc.__name__, None) is ufunc else "scipy.special"
            return ("ufunc", module, ufunc.__name__, types), np.dtype(result).name
    raise NoKernel(f"{ufunc.__name__} of {dtypes}")
