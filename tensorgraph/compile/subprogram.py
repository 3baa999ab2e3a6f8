"""Graphs inside operations, rewritten and lowered once per mode, into programs that a step of another one runs.

An operation with such graphs has a method ``subgraph_ends()``, which returns for each graph its inputs, its outputs,
the inputs that are overwritten when results are stored, and ``{output: input}`` by position where a result is stored
exactly in the memory of an input, so that it may be computed in place.
"""

from typing import NamedTuple

from ..config import config
from ..graph.fgraph import FunctionGraph
from ..lowering.aliasing import Storage, handle_destroys
from ..lowering.copies import deep_copy_op
from ..lowering.lower import lower
from ..lowering.program import Program
from ..rewriting import pipeline
from .mode import get_mode


class SubGraph(NamedTuple):
    """A graph inside an operation, compiled.

    Attributes
    ----------
    fgraph : FunctionGraph
    program : Program
    reads : list of tuple of int
        For each node the slots of its inputs.
    members : dict
        From the place of a node that stands for a loop to the places of all nodes of it.
    ends : (list of Variable, list of Variable)
        The inputs and outputs before rewrites, in the order of those of `fgraph`.
    """

    fgraph: FunctionGraph
    program: Program
    reads: list
    members: dict
    ends: tuple


def subgraphs(op, mode):
    """Return the graphs inside an operation, compiled in a mode; the operation caches them.

    Parameters
    ----------
    op : Op
        Its own mode, if it has one, comes first.
    mode : Mode, str or None

    Returns
    -------
    list of SubGraph
    """
    own = getattr(op, "mode", None)
    mode = get_mode(mode if own is None else own)
    kept = op.__dict__.setdefault("_subgraphs", {})
    if mode not in kept:
        kept[mode] = [_compiled(*ends, mode) for ends in op.subgraph_ends()]
    return kept[mode]


def _compiled(inputs, outputs, overwritten, updates, mode):
    fgraph = FunctionGraph(inputs, outputs, clone=True)
    fgraph.update_mapping = updates
    fgraph.mutable_inputs = {fgraph.inputs[i] for i in updates.values()}
    with config.change_flags(compute_test_value="off"):
        pipeline.rewrite(fgraph, mode)
    handle_destroys(fgraph)
    changing = {v for v, old in zip(fgraph.inputs, inputs) if old in overwritten}
    _copy_views(fgraph, changing)
    lowered = lower(fgraph, set(), len(outputs), mode.uses_kernels, mode=mode)
    return SubGraph(fgraph, *lowered, (inputs, outputs))


def _copy_views(fgraph, changing):
    """Copy outputs that would change while others take their places."""
    storage = Storage(fgraph.toposort())
    for i, v in enumerate(fgraph.outputs):
        root = storage.root(v)
        if root not in changing or not hasattr(v.type, "ndim"):
            continue
        own = i in fgraph.update_mapping and fgraph.inputs[fgraph.update_mapping[i]] is root
        if not own or not storage.is_in_place(v, root) or storage.is_overwritten(v):
            new = deep_copy_op(v)
            new.owner.trace = v.where_made
            new.name = v.name
            fgraph.change_input("output", i, new, "copy_views")
