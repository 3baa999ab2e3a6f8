"""Lowering of loops: elementwise operations, reductions, and both fused."""

from ..graph.variable import Constant
from ..scalar import Composite, eq, mul, switch
from ..scalar.dtypes import is_complex, real_part
from ..scalar.formulas.complexparts import gains
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.reductions.careduce import CAReduce, reduction
from ..tensor.reductions.sums import ProdWithoutZeros
from .loopcode import LoopCode, NoKernel
from .lower import lowers
from .mapreduce import MapReduce

MOST_AXES = 32  # of an array, as in the machine's _workspace.pxd
_STORE = ("store", None, None, None)


def _is_number(v):
    """Return True if `v` is a constant of one number, whatever its rank."""
    return isinstance(v, Constant) and all(v.type.broadcastable) and getattr(v.data, "size", 0) == 1


def start(node, kept=()):
    """Return the code for the inputs of a node, with constants of one element as numbers in the code.

    Parameters
    ----------
    kept : collection of int
        Inputs that must stay inputs.

    Returns
    -------
    code : LoopCode
    values : list of Value
        One for each input of the node.
    inputs : list of int
        Which of the node's inputs are inputs of the loop.
    """
    inputs = [i for i, v in enumerate(node.inputs) if i in kept or not _is_number(v)]
    if not inputs:
        inputs = list(range(len(node.inputs)))
    code = LoopCode([node.inputs[i].type.dtype for i in inputs], _gains_by_parts(node))
    values = [None] * len(node.inputs)
    for i, value in zip(inputs, code.inputs):
        values[i] = value
    for i, v in enumerate(node.inputs):
        if values[i] is None:
            values[i] = code.constant(v.data.reshape(()), v.type.dtype)
    return code, values, inputs


def _gains_by_parts(node):
    """Return True if a node has complex numbers that it pays to take apart."""
    body = node.op.body if isinstance(node.op, MapReduce) else [(node.op.scalar_op, None, node.outputs[0].type.dtype)]
    ops, dtypes = [], {v.type.dtype for v in node.inputs}
    for op, _, dtype in body:
        inner = op.nodes if type(op) is Composite else ()
        ops += [node.op for node in inner] or [op]
        dtypes.update([dtype, *[node.outputs[0].type.dtype for node in inner]])
    return any(map(is_complex, dtypes)) and gains(ops)


@lowers(Elemwise)
def lower_elemwise(program, node):
    code, values, inputs = start(node, node.op.inplace_pattern.values())
    try:
        results = [
            code.cast(value, v.type.dtype)
            for value, v in zip(code.apply(node.op.scalar_op, values), node.outputs)
        ]
        params, registers = code.finish(results)
    except NoKernel:
        return False
    return loop_step(program, node, inputs, params, [(register, *_STORE) for register in registers])


def loop_step(program, node, inputs, params, outs):
    """Add the loop that computes a node.

    Parameters
    ----------
    inputs : list of int
        Which of the node's inputs the loop reads.
    """
    inplace = {out: inputs.index(i) for out, i in node.op.inplace_pattern.items()}
    slots = [program.slot(node.inputs[i]) for i in inputs]
    return program.node_step("loop", node, slots, inplace, outs=tuple(outs), **params)


@lowers(MapReduce)
def lower_map_reduce(program, node):
    op = node.op
    code, values, inputs = start(node, op.inplace_pattern.values())
    try:
        for scalar_op, arguments, dtype in op.body:
            (value,) = code.apply(scalar_op, [values[i] for i in arguments])
            values.append(code.cast(value, dtype))
        wanted = [values[i] if out is None else reducible(code, values[i]) for i, out in zip(op.values, op.outs)]
        params, registers = code.finish(wanted)
    except NoKernel:
        return False
    outs = [(r, *_STORE) if out is None else (r, *out) for r, out in zip(registers, op.outs)]
    return loop_step(program, node, inputs, params, outs)


def reducible(code, value):
    """Return a value as reductions take it: halves are joined as float32."""
    return code.cast(value, "float32") if value.dtype == "float16" else value


@lowers(CAReduce)
def lower_reduction(program, node):
    found = reduction(node)
    if found is None:
        return lower_complex_sum(program, node)
    code = LoopCode([node.inputs[0].type.dtype])
    params, (register,) = code.finish([reducible(code, code.inputs[0])])
    return program.node_step("loop", node, outs=((register, *found),), **params)


def lower_complex_sum(program, node):
    """Lower a sum of complex numbers: that of pairs of real ones is a row of two parts, which a loop joins."""
    op, (x,), (z,) = node.op, node.inputs, node.outputs
    if op.scalar_op.record_name != "add" or op.axis == () or not 0 < x.type.ndim < MOST_AXES:
        return False
    if not is_complex(x.type.dtype) or not is_complex(z.type.dtype):
        return False
    dtype, total = real_part(z.type.dtype), getattr(op, "acc_dtype", None) or z.type.dtype
    pairs = program.temp(real_part(x.type.dtype), (*x.type.broadcastable, False))
    program.step("pairs", [program.slot(x)], [pairs])
    axes = tuple(range(x.type.ndim)) if op.axis is None else tuple(sorted(a % x.type.ndim for a in op.axis))
    sums, parts = program.temp(dtype, (*z.type.broadcastable, False)), []
    code = LoopCode([real_part(x.type.dtype)])
    params, (register,) = code.finish(code.inputs)
    program.step("loop", [pairs], [sums], None, outs=((register, "sum", axes, dtype, real_part(total)),), **params)
    for k in range(2):
        parts.append(program.temp(dtype, z.type.broadcastable))
        index = (*[("slice", None, None, None)] * z.type.ndim, k)
        program.step("subtensor", [sums], parts[-1:], index=index)
    code = LoopCode([dtype] * 2)
    params, (register,) = code.finish([code.joined(code.inputs)])
    return program.node_step("loop", node, parts, outs=((register, *_STORE),), **params)


@lowers(ProdWithoutZeros)
def lower_product_without_zeros(program, node):
    found = reduction(node, mul)
    if found is None:
        return False
    x = node.inputs[0]
    code = LoopCode([x.type.dtype])
    (value,) = code.inputs
    try:
        (is_zero,) = code.apply(eq, [value, code.constant(0, x.type.dtype)])
        (factor,) = code.apply(switch, [is_zero, code.constant(1, x.type.dtype), value])
        params, (register,) = code.finish([reducible(code, factor)])
    except NoKernel:
        return False
    return program.node_step("loop", node, outs=((register, *found),), **params)
