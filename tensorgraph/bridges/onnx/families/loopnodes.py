"""Loops, branches, and graphs inside of operations."""

from onnx import TensorProto, helper

from ....compile.opfromgraph import OpFromGraph
from ....graph.traverse import io_toposort
from ....ifelse import IfElse
from ....scan.op import Scan
from ....scan.rewriting.firstrows import FirstRows
from ..builder import Builder, element_type, value_info
from ..conversion import converts, refusal


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


@converts(Scan)
def convert_scan(model, node, *names):
    op = node.op
    if op.n_mit_mot:
        raise refusal(node, "loops of gradients have no counterpart: export the outputs, not their gradients")
    named = dict(zip(node.inputs, names))
    steps = model.cast(names[0], node.inputs[0].type.dtype, "int64")
    states = [*op.outer_mitsot(node), *op.outer_sitsot(node)]
    depths = op.depths[: op.n_outs]
    starts = [
        _rows(model, named[v], model.integers(0), model.integers(depth)) for v, depth in zip(states, depths)
    ]
    shared = [named[v] for v in op.outer_shared(node)]
    body = _body(model, node, named, depths)
    made = op.n_outs + op.n_nit_sot
    found = model.add(
        "Loop", steps, model.constant(True, "bool"), *starts, *shared,
        outputs=op.n_outs + len(shared) + made, body=body,
    )
    found = found if isinstance(found, list) else [found]
    rows = found[op.n_outs + len(shared) :]
    results = []
    for k in range(made):
        whole = model.add("Concat", starts[k], rows[k], axis=0) if k < op.n_outs else rows[k]
        results.append(whole)
    return results + found[op.n_outs : op.n_outs + len(shared)]


def _body(model, node, named, depths):
    """Return the graph of a step: of its number, the condition, the last rows of the states and shared values."""
    op, inner = node.op, Builder(model)
    turn, going = inner.fresh("turn"), inner.fresh("going")
    windows = [inner.fresh("window") for _ in depths]
    ends = [
        helper.make_tensor_value_info(turn, TensorProto.INT64, []),
        helper.make_tensor_value_info(going, TensorProto.BOOL, []),
        *[value_info(window, v) for window, v in zip(windows, node.outputs)],
    ]
    _name_inputs(inner, node, named, turn, windows)
    ends += [value_info(inner.names[v], v) for v in op.inner_shared(op.inputs)]
    following = iter(zip(op.outputs, inner.compute(op.outputs)))
    carried, rows = [], []
    for window, depth in zip(windows, depths):
        v, row = next(following)
        rows.append((row, v.type.dtype, v.type.ndim))
        last = inner.add("Unsqueeze", row, inner.integers(0))
        if depth > 1:
            rest = _rows(inner, window, inner.integers(1), inner.integers(depth))
            last = inner.add("Concat", rest, last, axis=0)
        carried.append((last, v.type.dtype, v.type.ndim + 1))
    others = [(name, v.type.dtype, v.type.ndim) for v, name in following]
    rows += others[: op.n_nit_sot]
    carried += others[op.n_nit_sot : op.n_nit_sot + op.n_shared_outs]
    if op.as_while:
        stop, dtype, _ = others[-1]
        going = inner.add("Not", inner.cast(stop, dtype, "bool"))
    results = []
    for name, dtype, ndim in [(going, "bool", 0), *carried, *rows]:
        lengths = [inner.fresh("n") for _ in range(ndim)]
        results.append(helper.make_tensor_value_info(inner.add("Identity", name), element_type(dtype), lengths))
    return inner.graph(model.fresh("step"), ends, results)


def _name_inputs(inner, node, named, turn, windows):
    """Name the inputs of a step: rows of sequences and of states, values that it hands on, and those around."""
    op = node.op
    taken = iter(op.inputs)
    for v in op.outer_seqs(node):
        inner.names[next(taken)] = inner.add("Gather", named[v], turn, axis=0)
    for window, taps, depth in zip(windows, op.tap_array, op.depths):
        for tap in taps:
            at = inner.constant(depth + tap, "int64")
            inner.names[next(taken)] = inner.add("Gather", window, at, axis=0)
    for _ in range(op.n_shared_outs):
        inner.names[next(taken)] = inner.fresh("carried")
    for v in op.outer_non_seqs(node):
        inner.names[next(taken)] = named[v]
