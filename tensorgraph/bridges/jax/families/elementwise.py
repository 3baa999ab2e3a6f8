"""Elementwise operations."""

import jax
import jax.numpy as jnp

from ....gradient.barriers import DisconnectedGrad, GradientBarrier
from ....graph.recent import Recent
from ....rewriting.logdomain.commonfactor import CommonFactor
from ....scalar import Composite, ScalarOp
from ....scalar.cast import Cast
from ....scalar.dtypes import has_both_signs, is_complex
from ....tensor.elementwise.elemwise import Elemwise, output_shape
from ....tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ..chainrule import with_tangents
from ..conversion import converts
from ..evaluation import TracedGraph, value_of
from ..knowledge import array
from .meanings import PLAIN, meaning_of, on_host

_functions = Recent(512)


def function_of(op, dtypes):
    """Return a function that applies a scalar operation to arrays of JAX and returns a tuple of arrays."""
    key = op, dtypes
    found = _functions.get(key)
    if found is None:
        found = _functions[key] = _made(op, dtypes)
    return found


def _made(op, dtypes):
    out_dtypes = tuple(op.output_dtypes(*dtypes))
    if isinstance(op, Composite):
        inner = op.for_dtypes(*dtypes)
        graph = TracedGraph(inner.inputs, inner.outputs)
        return lambda *xs: tuple([array(z, d) for z, d in zip(graph(*xs), out_dtypes)])
    if isinstance(op, Cast):
        return lambda x: (cast(array(x), dtypes[0], out_dtypes[0]),)
    meaning = meaning_of(op, dtypes)
    if meaning is None:
        function = on_host(op, dtypes, out_dtypes)
    else:
        inside = op.loop_dtypes(*dtypes)
        meaning = compared(op, inside, meaning) if has_both_signs(inside) else meaning

        def function(*xs):
            return (array(meaning(*[array(x, d) for x, d in zip(xs, inside)]), out_dtypes[0]),)

    known = op.record_name in PLAIN or op.is_record and op.derivative is None
    return function if known or any(map(is_complex, (*dtypes, *out_dtypes))) else with_tangents(
        op, dtypes, function, value_of
    )


def compared(op, dtypes, meaning):
    """Return a comparison of int64 and uint64, which is decided where the first is negative."""
    signed = dtypes.index("int64")
    known = bool(op.ref(*[-1 if i == signed else 0 for i in range(2)]))

    def function(*xs):
        return jnp.where(xs[signed] < 0, known, meaning(*[array(x, "uint64") for x in xs]))

    return function


def cast(x, source, target):
    """Return an array in another dtype; floats wrap as they do in C, while XLA takes the nearest integer."""
    if target == "bool":
        return x != 0
    if source.startswith("float"):
        if target in ("int8", "int16", "uint8", "uint16"):
            return array(array(x, "int32"), target)
        if target in ("uint32", "uint64"):
            return jnp.where(x < 0, array(array(x, target[1:]), target), array(x, target))
    return array(x, target)


@converts(ScalarOp)
def convert_scalar(node, *values):
    dtypes = tuple([v.type.dtype for v in node.inputs])
    return list(function_of(node.op, dtypes)(*[array(x, d) for x, d in zip(values, dtypes)]))


@converts(Elemwise)
def convert_elemwise(node, *values):
    output_shape(node, values)
    dtypes = tuple([v.type.dtype for v in node.inputs])
    return list(function_of(node.op.scalar_op, dtypes)(*[array(x, d) for x, d in zip(values, dtypes)]))


@converts(TensorFromScalar, ScalarFromTensor)
def convert_number(node, x):
    return x


@converts(GradientBarrier, own="pull")
def convert_barrier(node, x):
    return x


@converts(DisconnectedGrad, CommonFactor)
def convert_disconnected(node, x, *_):
    return jax.lax.stop_gradient(x)
