"""Branches, graphs inside of operations, and prints."""

import jax
import jax.numpy as jnp
import numpy as np

from ....compile.opfromgraph import OpFromGraph
from ....gradient.maprows import MapRows
from ....ifelse import IfElse
from ....printing.printop import Print
from ..conversion import converts
from ..evaluation import TracedGraph
from ..knowledge import array, is_concrete, number, numbers, refusal


@converts(IfElse)
def convert_ifelse(node, c, *values):
    n = node.op.n_outs
    then, other = values[:n], values[n:]
    if is_concrete(c):
        return list(then if numbers(node, c, "a condition") else other)
    then, other = [tuple(map(array, branch)) for branch in (then, other)]
    for a, b in zip(then, other):
        if a.shape != b.shape:
            raise refusal(node, f"the branches have shapes {a.shape} and {b.shape}, of which JAX must know one")
    return list(jax.lax.cond(array(c) != 0, lambda: then, lambda: other))


def _overridden(op):
    """Return "pull" for an operation with a gradient of its own."""
    return None if op.lop_overrides == op.grad_overrides == "default" else "pull"


@converts(OpFromGraph, own=_overridden)
def convert_inner(node, *values):
    return TracedGraph(node.op.inner.inputs, node.op.inner.outputs)(*values)


@converts(MapRows)
def convert_rows_of(node, n, *values):
    op, n = node.op, number(node, n, "the number of rows")
    graph, outer = TracedGraph(op.inputs, op.outputs), op.outer([n, *values])
    if not n:
        return [jnp.zeros((0, *like.shape), v.type.dtype) for like, v in zip(values, node.outputs)]
    return list(jax.vmap(lambda i: tuple(map(array, graph(i, *outer))))(jnp.arange(n)))


@converts(Print)
def convert_print(node, x):
    op = node.op
    jax.debug.callback(lambda value: op.global_fn(op, np.asarray(value)), x)
    return x
