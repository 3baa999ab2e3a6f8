"""Branches that are not chosen: the gradients that JAX takes of them are 0, and not 0 times infinity.

``switch(x > 0, log(x), x)`` at 0 has the slope of ``x``; but JAX multiplies the slope of the logarithm there, which is
infinite, by 0. So what has poles is computed of a number in its domain where its branch is not chosen:
``switch(x > 0, log(switch(x > 0, x, 1)), x)``. The values stay.
"""

import numpy as np

from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...rewriting.values import is_op, make_constant
from ...scalar.dtypes import float_dtypes
from ...tensor.elementwise.elemwise import Elemwise, named

# by operation: for inputs at which a derivative may be infinite, a number where none is
SAFE = {
    **dict.fromkeys(("log", "log2", "log10", "log1p", "sqrt", "cbrt", "inv", "gammaln", "psi"), {0: 1}),
    **dict.fromkeys(("arcsin", "arccos", "arctanh", "erfinv", "tan"), {0: 0}),
    **dict.fromkeys(("logit", "ndtri"), {0: 0.5}),
    "erfcinv": {0: 1},
    "log1mexp": {0: -1},
    "arccosh": {0: 2},
    "true_div": {1: 1},
    "pow": {0: 1},
    "xlogy": {1: 1},
    "xlog1py": {1: 1},
}
# nodes of one branch that are looked at
BUDGET = 512


def with_safe_branches(inputs, outputs):
    """Return the outputs of a graph such that the branches of ``switch`` have no poles where they are not chosen.

    Parameters
    ----------
    inputs, outputs : list of Variable
    """
    new = {}
    for node in io_toposort(inputs, outputs):
        # a branch may have branches inside
        arguments = [new.get(v, v) for v in node.inputs]
        z = node.outputs[0]
        if is_op(z, "switch") and z.type.dtype in float_dtypes:
            condition, first, second = arguments
            arguments = [condition, _safe(first, condition, z, True), _safe(second, condition, z, False)]
        if any(a is not b for a, b in zip(arguments, node.inputs)):
            new.update(zip(node.outputs, node.clone_with_new_inputs(arguments).outputs))
    return [new.get(v, v) for v in outputs]


def _safe(branch, condition, z, chosen):
    """Return a branch of the result `z` of which nothing has a pole where it is not chosen."""
    found = {}
    for v in _elementwise(branch, z):
        inputs = [found.get(u, u) for u in v.owner.inputs]
        for k, number in SAFE.get(v.owner.op.scalar_op.record_name, {}).items():
            u = inputs[k]
            whole = u.type.dtype in float_dtypes and u.type.broadcastable == z.type.broadcastable
            if isinstance(u, Constant) or not whole:
                continue
            other = make_constant(np.asarray(number), u.type.dtype, u.type.ndim)
            inputs[k] = named("switch")(condition, *((u, other) if chosen else (other, u)))
        if any(a is not b for a, b in zip(inputs, v.owner.inputs)):
            found[v] = v.owner.clone_with_new_inputs(inputs).outputs[0]
    return found.get(branch, branch)


def _elementwise(branch, z):
    """Return what a branch of `z` is computed of elementwise, each after what it reads."""
    order, seen, pending = [], set(), [(branch, False)]
    while pending:
        v, done = pending.pop()
        if done:
            order.append(v)
        elif v not in seen and len(seen) < BUDGET and _is_elementwise(v, z):
            seen.add(v)
            pending.append((v, True))
            pending += [(u, False) for u in v.owner.inputs]
    return order


def _is_elementwise(v, z):
    """Return True if elements of `v` are read by those of `z` at the same places alone."""
    node = v.owner
    if node is None or not isinstance(node.op, Elemwise) or len(node.outputs) != 1 or node.op.destroy_map:
        return False
    return v.type.broadcastable == z.type.broadcastable and v.type.dtype in float_dtypes
