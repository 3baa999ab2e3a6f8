"""Computation of results after the loop, from the rows of its states."""

from ...graph.traverse import ancestors
from ...graph.variable import Constant
from ...tensor.creation.alloc import alloc
from ...tensor.products.dot import Dot
from .made import Made, last_rows
from .outside import StepGraph, extend, is_same_number
from .parts import Loop, inside_first, loops


@inside_first
def push_out_results(fgraph):
    """Move work that only results need after the loop, on the rows of the states."""
    for node in loops(fgraph):
        if not node.op.as_while and node.op.n_nit_sot:
            push_out_results_of(fgraph, Loop(node))


def push_out_results_of(fgraph, loop):
    """Move the results of one loop after it."""
    step = StepGraph(loop)
    needed = set(ancestors(loop.ends()))
    movable = [result for result in loop.results if is_read_whole(fgraph, loop, result)]
    movable = [result for result in movable if result.made not in needed or is_kept(loop, result.made)]
    values = step.values()
    # another rewrite moves results that need sequences only
    movable = [result for result in movable if result.made not in values]
    kept = [result for result in loop.results if result not in movable]
    made = Made(loop, values, kept)
    order = [node for node in step.order if step.is_eager(node) and needed.isdisjoint(node.outputs)]
    place = {node: i for i, node in enumerate(step.order)}
    moved = []
    extend(made.values, order)
    for result in sorted(movable, key=lambda result: place[result.made.owner]):
        if result.made in made.values or cut_at_product(made, order, result.made):
            moved.append(result)
        else:
            made.keep(result)
            extend(made.values, order)
    if not moved:
        return
    loop.results = [result for result in loop.results if result not in moved] + made.results()
    if loop.states or loop.results or loop.shared:
        loop.build()
    rows = made.built([_rows(made.values[result.made], loop) for result in moved])
    loop.put_into(fgraph, "scanOp_pushout_output", [(result.old, v) for result, v in zip(moved, rows)])


def _rows(value, loop):
    """Return the rows of an outer value, which is repeated if it is loop-invariant."""
    if value.is_rows:
        return value.v
    flags = value.v.type.broadcastable
    return alloc(value.v, loop.steps, *[1 if flag else value.v.shape[i] for i, flag in enumerate(flags)])


def is_read_whole(fgraph, loop, result):
    """Return True if a result is computed, has a row for each step, and more is read than the last one."""
    is_computed = result.made.owner is not None and is_same_number(result.length, loop.steps)
    return is_computed and last_rows(fgraph, result.old) is None


def is_kept(loop, v):
    """Return True if the rows of `v` are kept as a state."""
    return any(v is w for state in loop.states for w in state.made)


def cut_at_product(made, order, v):
    """Tell whether `v` can be computed after the loop if a factor of a product becomes a result, and make it one.

    In that case the factor has become a result.
    """
    below = set(ancestors([v], blockers=made.values))
    for node in order:
        if node.outputs[0] not in below or not isinstance(node.op, Dot):
            continue
        missing = [w for w in node.inputs if w not in made.values and not isinstance(w, Constant)]
        if len(missing) != 1 or missing[0].owner is None:
            continue
        mark = made.mark()
        made.cut(missing[0])
        extend(made.values, order)
        if v in made.values:
            return True
        made.back_to(mark)
    return False
