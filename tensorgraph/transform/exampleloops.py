"""Loops over the examples of a batch, for what no batching rule covers."""

from ..batching.examples import Given
from ..batching.rulebook import fitted, stack_type, tell
from ..graph.trace import made_at
from ..graph.traverse import clone_replace, io_toposort
from ..scalar import ScalarType
from ..scan import scan
from ..tensor.types.scalars import scalar_from_tensor, tensor_from_scalar
from ..tensor.types.type import TensorType


def loop_over(batch, node, given):
    """Return stacks of the outputs of a node, by a loop over the examples.

    Parameters
    ----------
    batch : Examples
    node : Apply
        Of one example.
    given : list of Given
        The outer values of its inputs.

    Returns
    -------
    list of Variable
    """
    stacks = [g.v for g in given if g.is_stack]
    others = [g.v for g in given if not g.is_stack]

    def step(*rows):
        rows, rest = iter(rows[: len(stacks)]), iter(rows[len(stacks) :])
        values = [_as_input(v, next(rows)) if g.is_stack else next(rest) for v, g in zip(node.inputs, given)]
        with made_at(node.trace):
            return [_as_row(z) for z in node.clone_with_new_inputs(values).outputs]

    results, _ = scan(step, sequences=stacks, non_sequences=others, name=f"vmap_of_{type(node.op).__name__}")
    results = results if isinstance(results, list) else [results]
    return [fitted(z, stack_type(v)) for z, v in zip(results, node.outputs)]


def _as_input(v, row):
    """Return a row as an input in place of `v`."""
    return scalar_from_tensor(row) if isinstance(v.type, ScalarType) else fitted(row, v.type)


def _as_row(z):
    return tensor_from_scalar(z) if isinstance(z.type, ScalarType) else z


def loop_over_graph(outputs, states, stacks, node):
    """Return the outer values of the outputs of a graph, by a loop over the examples that runs all of it.

    Parameters
    ----------
    outputs : list of Variable
    states : dict
        From states of random variables that each example draws from to their values after the draws of one.
    stacks : dict
        From inner variables to stacks.
    node : Apply
        What has no rule, and results that cannot be stacked.

    Returns
    -------
    list of Given
        Of the outputs and of the values of the states after all draws.
    """
    tell(node)
    inner = list(stacks)
    ends = [*outputs, *states.values()]
    shared = _shared(ends, {*stacks, *states})

    def step(*values):
        rows = {v: fitted(row, v.type) for v, row in zip(inner, values)}
        made = clone_replace(ends, {**rows, **dict(zip(shared, values[len(inner) :]))})
        dense = [z.toarray() if hasattr(z, "toarray") else z for z in made[: len(outputs)]]
        return dense, dict(zip(states, made[len(outputs) :]))

    results, updates = scan(step, sequences=list(stacks.values()), non_sequences=shared, name="vmap")
    for state, new in updates.items():
        state.default_update = new
    results = results if isinstance(results, list) else [results]
    found = [Given(z if hasattr(v, "toarray") else fitted(z, stack_type(v)), True) for z, v in zip(results, outputs)]
    return [*found, *[Given(updates[state], False) for state in states]]


def _shared(outputs, own):
    """Return the arrays that a graph computes of nothing of an example's own, as draws from outside: once for all."""
    own = set(own)
    nodes = io_toposort([], outputs)
    for node in nodes:
        if any(v in own for v in node.inputs):
            own.update(node.outputs)
    read = [v for node in nodes if any(w in own for w in node.inputs) for v in node.inputs]
    return list(dict.fromkeys(
        v for v in [*read, *outputs] if v not in own and v.owner is not None and isinstance(v.type, TensorType)
    ))
