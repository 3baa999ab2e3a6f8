"""Decorators that declare an operation by one record, from which everything else follows.

The arguments of the decorated function are the inputs, the output ``z`` and the output's gradient ``gz``; its body
gives the gradients of the inputs; its docstring is the documentation. Without ``gz`` the operation is locally constant.
A body may return None for an input that the output does not depend on, and ``Undefined(why)`` where there is no
derivative.
"""

import functools

import numpy as np

from ..printing.precedence import Function, Infix
from .domain import Domain, everywhere
from .dtypes import has_both_signs, upcast
from .lazy import Deferred
from .op import BinaryScalarOp, ScalarOp, UnaryScalarOp
from .outputdtypes import bool_out, upcast_out, upgrade_to_float
from .type import REGISTRY

FLOATS = ("f32", "f64")
NUMBERS = ("f32", "f64", "i32", "i64")
OTHER_INTEGERS = ("i8", "i16", "u8", "u16", "u32", "u64")


class TernaryScalarOp(ScalarOp):
    """An operation of three numbers."""

    nin = 3


class QuaternaryScalarOp(ScalarOp):
    """An operation of four numbers."""

    nin = 4


_BASES = {-1: ScalarOp, 1: UnaryScalarOp, 2: BinaryScalarOp, 3: TernaryScalarOp, 4: QuaternaryScalarOp}


def record(nin, ref, rule, *, name=None, text=None, class_name=None, ufunc=None, loop="output", c=None,
           kernels=None, domain=everywhere, printer=None, operator=None, disconnected=(), **traits):
    """Declare an operation of `nin` inputs (-1: any number).

    Parameters
    ----------
    ref : callable or str
        Its meaning in NumPy; a text names a function of ``scipy.special``, imported on need.
    rule : callable
        From input types to output types.
    name : str, optional
        Its key in the registry; the function's name by default.
    text, class_name : str, optional
        How Theano prints it, and an in-place application.
    ufunc : numpy.ufunc or str, optional
        Whose inner loops compute it; `ref` where that is a ufunc.
    loop : {"output", "input", "part"} or callable
        To what the inputs are converted first: the output's dtype, their own common dtype, the parts'
        dtype of a complex output.
    operator : str, optional
        The symbol that stands between the inputs, or before the only one, in printed graphs.
    traits
        As the attributes of :class:`ScalarOp`.
    """

    def declare(body):
        code = body.__code__
        count = code.co_argcount
        arguments = code.co_varnames[:count + code.co_kwonlyargcount]
        key = name or body.__name__
        reference = Deferred(f"scipy.special.{ref}") if isinstance(ref, str) else ref
        loops = Deferred(f"scipy.special.{ufunc}") if isinstance(ufunc, str) else ufunc
        if loops is None and isinstance(reference, (np.ufunc, Deferred)):
            loops = reference
        fields = {
            "nin": nin,
            "name": key,
            "record_name": key,
            "text": text or key,
            "class_name": class_name or "".join(part.capitalize() for part in key.split("_")),
            "rule": staticmethod(rule),
            "loop": staticmethod(loop) if callable(loop) else loop,
            "c": c,
            "kernel_dtypes": () if c is None else kernels or FLOATS,
            "params": ("x", "y") if nin < 0 else arguments[:nin],
            "domain": (domain,) * (2 if nin < 0 else nin) if isinstance(domain, Domain) else tuple(domain),
            "operator": operator,
            "printer": printer or (Infix(operator, 0) if operator else Function(key)),
            "derivative": staticmethod(body) if "gz" in arguments else None,
            "disconnected": disconnected,
            "docs": body.__doc__,
            "ref": staticmethod(reference),
            "_ufunc": loops if loops is None else staticmethod(loops),
            "__doc__": body.__doc__,
            "__module__": body.__module__,
            **traits,
        }
        op = REGISTRY[key] = type(fields["class_name"], (_BASES[nin],), fields)()
        return op

    return declare


def unary(ref, rule=upgrade_to_float, **fields):
    """Declare an operation of one input; float by default."""
    return record(1, ref, rule, **fields)


def binary(ref, rule=upcast_out, **fields):
    """Declare an operation of two inputs."""
    return record(2, ref, rule, **fields)


def ternary(ref, rule=upcast_out, **fields):
    """Declare an operation of three inputs."""
    return record(3, ref, rule, **fields)


def quaternary(ref, rule=upcast_out, **fields):
    """Declare an operation of four inputs."""
    return record(4, ref, rule, **fields)


def nary(ref, rule=upcast_out, **fields):
    """Declare an operation of any number of inputs that folds a binary one."""
    return record(-1, reduce_with(ref), rule, ufunc=ref, **fields)


def _compared_dtypes(op, dtypes):
    return dtypes if has_both_signs(dtypes) else (upcast(*dtypes),) * len(dtypes)


def comparison(ref, symbol, rule=bool_out, **fields):
    """Declare a comparison; `symbol` is its operator in Python and in a kernel.

    Integers of 64 bits with a sign and without are compared as they are. Complex numbers are ordered as NumPy does it:
    by their real parts, then by the imaginary ones.
    """
    return record(2, ref, rule, loop=_compared_dtypes, c=f"x {symbol} y", kernels=(*NUMBERS, "b1"), smooth=False,
                  **fields)


def reduce_with(ufunc):
    """Return the n-ary function that folds a binary one from the left."""

    def fold(*values):
        return functools.reduce(ufunc, values)

    return fold
