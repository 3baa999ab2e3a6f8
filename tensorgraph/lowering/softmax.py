"""Lowering of row-wise operations: softmax and its kin, losses of labels, argmax."""

from ..scalar import log, mul, neg
from ..tensor.nnet.crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
)
from ..tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxGrad, SoftmaxWithBias
from ..tensor.reductions.maxandargmax import Argmax, Argmin, MaxAndArgmax
from .halves import in_floats
from .loopcode import LoopCode
from .lower import lowers
from .shape import convert, converted

_FLOATS = ("float32", "float64")


def _are_floats(*variables, halves=False):
    dtype = variables[0].type.dtype
    return (dtype in _FLOATS or halves and dtype == "float16") and all(v.type.dtype == dtype for v in variables)


def row_step(kind):
    """Return the function that lowers a node to a step of a kind without parameters."""

    @in_floats
    def lower_rows(program, node):
        return _are_floats(*node.inputs, *node.outputs) and program.node_step(kind, node)

    return lower_rows


lowers(Softmax)(row_step("softmax"))
lowers(SoftmaxWithBias)(row_step("softmax"))
lowers(LogSoftmax)(row_step("logsoftmax"))
lowers(SoftmaxGrad)(row_step("softmax_grad"))


@lowers(LogSumExp)
@in_floats
def lower_logsumexp(program, node):
    (x,) = node.inputs
    axes = [axis % x.type.ndim for axis in (range(x.type.ndim) if node.op.axis is None else node.op.axis)]
    if not axes or not _are_floats(x):
        return False
    if len(axes) == 1:
        return program.node_step("logsumexp", node, axis=axes[0])
    slot, axis = joined_axes(program, x, sorted(axes))
    return program.node_step("logsumexp", node, [slot], axis=axis)


def joined_axes(program, x, axes):
    """Return a slot of `x` with several axes joined into one, and which one that is."""
    slot, dtype, flags = program.slot(x), x.type.dtype, x.type.broadcastable
    kept = [i for i in range(x.type.ndim) if i not in axes]
    place = axes[0]
    lengths = [program.temp("int64", ()) for _ in flags]
    for i, length in enumerate(lengths):
        program.step("shape_i", [slot], [length], None, axis=i)
    if axes[-1] - axes[0] >= len(axes):
        # others lie between them
        order, place = [*kept, *axes], len(kept)
        moved = program.temp(dtype, [flags[i] for i in order])
        program.step("dimshuffle", [slot], [moved], None, pattern=tuple(order))
        slot = moved
    code = LoopCode(["int64"] * len(axes))
    loop, (register,) = code.finish(code.apply(mul, code.inputs))
    product = program.temp("int64", ())
    stored = ((register, "store", None, None, None),)
    program.step("loop", [lengths[i] for i in axes], [product], None, outs=stored, **loop)
    shape, joined_flags = [lengths[i] for i in kept], [flags[i] for i in kept]
    shape.insert(place, product)
    joined_flags.insert(place, False)
    joined = program.temp(dtype, joined_flags)
    program.step("reshape", [slot, *shape], [joined], None, shape=tuple([("in", k + 1) for k in range(len(shape))]))
    return joined, place


def partial_step(program, kind, node, names, inputs=None, **params):
    """Add a step of a kind with ``outs``: only the outputs that are read, of the dtype of the first input or int64."""
    inputs = [program.slot(v) for v in node.inputs] if inputs is None else inputs
    clients = program.fgraph.clients
    wanted = [(name, v) for name, v in zip(names, node.outputs) if clients(v)]
    slots, casts = [], []
    for name, v in wanted:
        made = "int64" if name in ("argmax", "argmin") else program.slots[inputs[0]].dtype
        if v.type.dtype != made:
            slots.append(program.temp(made, v.type.broadcastable))
            casts.append((slots[-1], v))
        else:
            slots.append(program.out(v))
    program.step(kind, inputs, slots, None, outs=tuple([name for name, _ in wanted]), **params)
    for slot, v in casts:
        convert(program, slot, program.out(v))
    return True


@lowers(CrossentropySoftmaxArgmax1HotWithBias)
def lower_xent(program, node):
    x, b, labels = node.inputs
    if not _are_floats(x, b, halves=True):
        return False
    dtype = "float32" if x.type.dtype == "float16" else x.type.dtype
    inputs = [converted(program, x, dtype), converted(program, b, dtype), program.slot(labels)]
    return partial_step(program, "xent", node, ("nll", "softmax", "argmax"), inputs, wraps=node.op.wraps)


@lowers(CrossentropySoftmax1HotWithBiasDx)
@in_floats
def lower_xent_grad(program, node):
    dy, sm, labels = node.inputs
    if not _are_floats(dy, sm):
        return False
    inputs = [program.slot(v) for v in node.inputs]
    if all(dy.type.broadcastable):
        if dy.type.ndim:
            number = program.temp(dy.type.dtype, ())
            program.step("dimshuffle", [inputs[0]], [number], None, pattern=())
            inputs[0] = number
        n, row = program.temp("int64", ()), program.temp(dy.type.dtype, (False,))
        program.step("shape_i", [inputs[2]], [n], None, axis=0)
        program.step("alloc", [inputs[0], n], [row], None, shape=(("in", 1),))
        inputs[0] = row
    return program.node_step("xent_grad", node, inputs, wraps=node.op.wraps)


@lowers(CrossentropyCategorical1Hot)
def lower_categorical(program, node):
    p, labels = node.inputs
    if not _are_floats(p, halves=True):
        return False
    picked = program.temp(p.type.dtype, (False,))
    program.step("pick", [program.slot(p), program.slot(labels)], [picked], None, ranges=(0,), labels=True)
    code = LoopCode([p.type.dtype])
    params, (register,) = code.finish(code.apply(neg, code.apply(log, code.inputs)))
    return program.node_step("loop", node, [picked], {0: 0}, outs=((register, "store", None, None, None),), **params)


def _axis(op, x):
    """Return the one axis, None for the flattened array, or False."""
    axes = op.axis
    if axes is None or len(axes) == x.type.ndim:
        return None
    return axes[0] % x.type.ndim if len(axes) == 1 else False


@lowers(MaxAndArgmax, Argmax, Argmin)
def lower_argmax(program, node):
    x = node.inputs[0]
    axis = _axis(node.op, x)
    if axis is False or "complex" in x.type.dtype:
        return False
    results = {Argmax: ("argmax",), Argmin: ("argmin",)}.get(type(node.op), ("max", "argmax"))
    slot = converted(program, x, "float32") if x.type.dtype == "float16" else program.slot(x)
    return partial_step(program, "argmax", node, results, [slot], axis=axis)
