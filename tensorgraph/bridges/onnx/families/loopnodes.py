"""Loops, branches, and graphs inside of operations."""

from typing import NamedTuple

from onnx import TensorProto, helper

from ....compile.opfromgraph import OpFromGraph
from ....graph.traverse import io_toposort
from ....ifelse import IfElse
from ....scan.op import Scan
from ....scan.rewriting.firstrows import FirstRows
from ..builder import Builder, element_type, value_info
from ..conversion import converts


@converts(OpFromGraph)
def convert_inner(model, node, *names):
    inner = node.op.inner
    model.names.update(zip(inner.inputs, names))
    found = model.compute(inner.outputs)
    # another node of the operation computes them again
    for v in _computed(inner.inputs, inner.outputs):
        model.names.pop(v, None)
    return found


def _computed(inputs, outputs):
    return [*inputs, *[v for node in io_toposort(inputs, outputs) for v in node.outputs]]


@converts(IfElse)
def convert_ifelse(model, node, c, *names):
    n = node.op.n_outs
    branches = []
    for part in (names[:n], names[n:]):
        inner = Builder(model)
        ends = [inner.add("Identity", name) for name in part]
        infos = [value_info(name, v) for name, v in zip(ends, node.outputs)]
        branches.append(inner.graph(model.fresh("branch"), [], infos))
    condition = model.cast(c, node.inputs[0].type.dtype, "bool")
    found = model.add("If", condition, outputs=n, then_branch=branches[0], else_branch=branches[1])
    return found if isinstance(found, list) else [found]


@converts(FirstRows)
def convert_first_rows(model, node, x, n):
    return _rows(model, x, model.constant([0], "int64"), _vector(model, n, node.inputs[1]))


def _vector(model, name, v):
    return model.add("Unsqueeze", model.cast(name, v.type.dtype, "int64"), model.integers(0))


def _rows(model, x, start, end):
    return model.add("Slice", x, start, end, model.integers(0))


class _Carried(NamedTuple):
    """The values that a step hands on: buffers that gradients add up in, last rows of states, shared values."""

    buffers: list
    windows: list
    shared: list


@converts(Scan)
def convert_scan(model, node, *names):
    op = node.op
    named = dict(zip(node.inputs, names))
    steps = model.cast(names[0], node.inputs[0].type.dtype, "int64")
    states = [*op.outer_mitsot(node), *op.outer_sitsot(node)]
    starts = [
        _rows(model, named[v], model.integers(0), model.integers(depth))
        for v, depth in zip(states, op.depths[op.n_mit_mot :])
    ]
    carried = [named[v] for v in op.outer_mitmot(node)] + starts + [named[v] for v in op.outer_shared(node)]
    made = len(states) + op.n_nit_sot
    found = model.add(
        "Loop", steps, model.constant(True, "bool"), *carried, outputs=len(carried) + made,
        body=_body(model, node, named),
    )
    found = found if isinstance(found, list) else [found]
    results = [
        model.add("Concat", starts[k], rows, axis=0) if k < len(starts) else rows
        for k, rows in enumerate(found[len(carried) :])
    ]
    if op.truncate_gradient != -1:
        kept = [model.add("Shape", named[v], start=0, end=1) for v in states]
        kept += [_vector(model, named[v], v) for v in op.outer_nitsot(node)]
        results = [_with_zeros(model, x, *part) for x, part in zip(results, zip(kept, node.outputs[op.n_mit_mot :]))]
    return found[: op.n_mit_mot] + results + found[op.n_outs : len(carried)]


def _with_zeros(model, x, length, v):
    """Return rows followed by zeros: those that a truncated gradient leaves out."""
    shape = model.add("Shape", x)
    rows = model.add("Slice", shape, model.integers(0), model.integers(1))
    missing = model.add("Max", model.add("Sub", length, rows), model.integers(0))
    rest = model.add("Slice", shape, model.integers(1), model.integers(v.type.ndim))
    zeros = model.add("Expand", model.constant(0, v.type.dtype), model.add("Concat", missing, rest, axis=0))
    return model.add("Concat", x, zeros, axis=0)


def _body(model, node, named):
    """Return the graph of a step: of its number, the condition and what is carried."""
    op, inner = node.op, Builder(model)
    turn, going = inner.fresh("turn"), inner.fresh("going")
    kept = node.outputs[: op.n_outs]
    names = [inner.fresh("window") for _ in kept]
    ends = [
        helper.make_tensor_value_info(turn, TensorProto.INT64, []),
        helper.make_tensor_value_info(going, TensorProto.BOOL, []),
        *[value_info(name, v) for name, v in zip(names, kept)],
    ]
    shared = [inner.fresh("carried") for _ in range(op.n_shared_outs)]
    before = _Carried(names[: op.n_mit_mot], names[op.n_mit_mot :], shared)
    _name_inputs(inner, node, named, turn, before)
    ends += [value_info(inner.names[v], v) for v in op.inner_shared(op.inputs)]
    after, rows, stop = _step(inner, op, turn, before)
    if stop is not None:
        going = inner.add("Not", stop)
    kinds = [(v.type.dtype, v.type.ndim) for v in kept]
    kinds += [(v.type.dtype, v.type.ndim) for v in op.inner_shared(op.inputs)]
    made = [*op.inner_mitsot_outs(op.outputs), *op.inner_sitsot_outs(op.outputs), *op.inner_nitsot_outs(op.outputs)]
    kinds += [(v.type.dtype, v.type.ndim) for v in made]
    results = []
    names = [going, *after.buffers, *after.windows, *after.shared, *rows]
    for name, (dtype, ndim) in zip(names, [("bool", 0), *kinds]):
        lengths = [inner.fresh("n") for _ in range(ndim)]
        results.append(helper.make_tensor_value_info(inner.add("Identity", name), element_type(dtype), lengths))
    return inner.graph(model.fresh("step"), ends, results)


def _step(inner, op, turn, before):
    """Return what a step hands on, its rows, and the condition to stop."""
    following = iter(zip(inner.compute(op.outputs), op.outputs))
    buffers = []
    for k, (buffer, taps) in enumerate(zip(before.buffers, op.mitmot_out_taps())):
        for tap in taps:
            place = inner.add("Unsqueeze", _place(inner, turn, buffer, op.depths[k] + tap), inner.integers(0, 1))
            row = inner.add("Unsqueeze", next(following)[0], inner.integers(0))
            buffer = inner.add("ScatterND", buffer, place, row)
        buffers.append(buffer)
    windows, rows = [], []
    for window, depth in zip(before.windows, op.depths[op.n_mit_mot :]):
        rows.append(next(following)[0])
        last = inner.add("Unsqueeze", rows[-1], inner.integers(0))
        if depth > 1:
            rest = _rows(inner, window, inner.integers(1), inner.integers(depth))
            last = inner.add("Concat", rest, last, axis=0)
        windows.append(last)
    rows += [next(following)[0] for _ in range(op.n_nit_sot)]
    shared = [next(following)[0] for _ in range(op.n_shared_outs)]
    name, v = next(following) if op.as_while else (None, None)
    return _Carried(buffers, windows, shared), rows, inner.cast(name, v.type.dtype, "bool") if op.as_while else None


def _place(inner, turn, buffer, offset):
    """Return the place of a row in a buffer, which begins again behind its end."""
    length = inner.add("Squeeze", inner.add("Shape", buffer, start=0, end=1), inner.integers(0))
    return inner.add("Mod", inner.add("Add", turn, inner.constant(offset, "int64")), length)


def _name_inputs(inner, node, named, turn, before):
    """Name the inputs of a step: rows of sequences and of states, values that it hands on, and those around."""
    op = node.op
    taken = iter(op.inputs)
    for v in op.outer_seqs(node):
        inner.names[next(taken)] = inner.add("Gather", named[v], turn, axis=0)
    for k, (buffer, taps) in enumerate(zip(before.buffers, op.mitmot_taps())):
        for tap in taps:
            at = _place(inner, turn, buffer, op.depths[k] + tap)
            inner.names[next(taken)] = inner.add("Gather", buffer, at, axis=0)
    for window, taps, depth in zip(before.windows, op.tap_array[op.n_mit_mot :], op.depths[op.n_mit_mot :]):
        for tap in taps:
            at = inner.constant(depth + tap, "int64")
            inner.names[next(taken)] = inner.add("Gather", window, at, axis=0)
    for name in before.shared:
        inner.names[next(taken)] = name
    for v in op.outer_non_seqs(node):
        inner.names[next(taken)] = named[v]
