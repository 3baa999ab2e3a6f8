"""The model that ``to_onnx`` returns."""

from contextlib import suppress

import onnx
from onnx import helper

from ...compile.shared import SharedVariable
from ...errors import ExportError, MissingInputError
from ...graph.fgraph import FunctionGraph
from ...graph.messages.called import made_where, with_type
from ...graph.traverse import inputs as leaves_of
from ...graph.traverse import io_toposort
from ...graph.variable import Constant, Variable
from ...rewriting import pipeline
from ...rewriting.query import PREDEFINED
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.types.type import TensorType
from .builder import OPSET, Builder, is_complex, value_info
from .conversion import conversion_of, reason_of, refusal

# the rewrites that make forms of numbers stable; later ones serve the machine
STABLE = 1.605


def export(outputs, inputs, path):
    """Return a graph as a model of ONNX, and write it if a path is given."""
    given = [outputs] if isinstance(outputs, Variable) else list(outputs)
    _check(given, inputs)
    leaves = [v for v in leaves_of([*given, *inputs]) if not isinstance(v, Constant)]
    others = [v for v in dict.fromkeys(leaves) if v not in inputs]
    for v in others:
        if not isinstance(v, SharedVariable):
            raise MissingInputError(
                f"the graph needs {with_type(v)}, which is not among the inputs.{made_where(v)}\nhint: "
                "pass it as an input, or make it a shared variable"
            )
        _check_state(v, inputs, given)
        _check_dense(v)
    fgraph = FunctionGraph([*inputs, *others], given, clone=True)
    pipeline.rewrite(fgraph, PREDEFINED["fast_run"].up_to(STABLE))
    names = _unique([
        *[v.name or f"input_{i}" for i, v in enumerate(inputs)],
        *[v.name or f"output_{i}" for i, v in enumerate(given)],
        *[v.name or "shared" for v in others],
    ])
    builder, n = Builder(taken=names), len(inputs)
    ends = [value_info(name, v) for name, v in zip(names, inputs)]
    builder.names.update(zip(fgraph.inputs, names))
    for v, copy, name in zip(others, fgraph.inputs[n:], names[n + len(given) :]):
        _store(builder, copy, name, v.get_value(borrow=False), fgraph.clients(copy))
    results = []
    for v, name, found in zip(given, names[n:], builder.compute(list(fgraph.outputs))):
        builder.nodes.append(helper.make_node("Identity", [found], [name]))
        results.append(value_info(name, v))
    graph = builder.graph("tensorgraph", ends, results)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="tensorgraph",
        ir_version=8,
    )
    onnx.checker.check_model(model)
    if path is not None:
        onnx.save(model, path)
    return model


def _store(builder, v, name, value, clients):
    """Add the value of a shared variable to a model, or those parts of it alone that are read."""
    nodes = [node for node, _ in clients]
    parts = [_part(node, value) for node in nodes]
    if nodes and all(part is not None for part in parts) and sum(part.size for part in parts) < value.size:
        for node, part in zip(nodes, parts):
            builder.names[node.outputs[0]] = builder.initializer(part, name)
        return
    builder.names[v] = name
    builder.lengths[name] = value.shape
    builder.initializers.append(onnx.numpy_helper.from_array(value, name))


def _part(node, value):
    """Return the part of a value that a node reads, None if that depends on others."""
    if node == "output" or not isinstance(node.op, Subtensor):
        return None
    if not all(isinstance(v, Constant) for v in node.inputs[1:]):
        return None
    cell = [None]
    with suppress(IndexError):
        # which the runtime tells
        node.op.perform(node, [value, *[v.data for v in node.inputs[1:]]], [cell])
    return cell[0]


def _unique(names):
    """Return names of which those that came before get a number."""
    found = []
    for name in names:
        k = 1
        new = name
        while new in found or k > 1 and new in names:
            new, k = f"{name}.{k}", k + 1
        found.append(new)
    return found


def _check_state(v, inputs, outputs):
    """Say why no model holds what reads a shared value that is no array, as the state of a stream."""
    if not isinstance(v.type, TensorType):
        for node in io_toposort(inputs, outputs):
            if v in node.inputs and conversion_of(node.op) is None:
                raise refusal(node, reason_of(node.op))


def _check_dense(v):
    if not isinstance(v.type, TensorType):
        raise TypeError(
            f"{with_type(v)}, is no dense array, and models of ONNX hold no others.\nhint: export the graph "
            "with a matrix in its place, T.matrix('x')"
        )
    if is_complex(v):
        place = None if v.where_made is None else v.where_made.location()
        raise ExportError("ONNX", None, f"{v} is of type {v.type}, and runtimes have no complex numbers", place)


def _check(outputs, inputs):
    for v in (*outputs, *inputs):
        if not isinstance(v, Variable):
            raise TypeError(f"to_onnx needs variables, not {v!r} of type {type(v).__name__}")
        _check_dense(v)
    for i, v in enumerate(inputs):
        if isinstance(v, Constant) or v.owner is not None:
            raise TypeError(f"the input {v} is computed or constant: an input is a variable that nothing computes")
        if any(v is w for w in inputs[:i]):
            raise ValueError(f"the input {v} is given twice")
