"""Costs that are constant between jumps: their gradient is zero everywhere, and nothing is learnt from them."""

import warnings

from ..graph.messages.called import called
from ..graph.variable import Constant
from ..scalar.dtypes import discrete_dtypes
from ..tensor.elementwise.elemwise import Elemwise
from ..userline import user_level


def warn_of_plateau(cost, wrt, connections):
    """Warn of a cost that has no slope with respect to anything.

    A cost that has a slope somewhere is not mentioned, even if that with respect to the variables asked for is zero:
    the gradients of a mixed cost may be taken one by one. Neither is one whose slope the program has stopped by name,
    nor one made of gradients, since those of a piecewise linear cost are constant. Integers that are asked for
    themselves count as numbers between others.

    Parameters
    ----------
    cost : Variable
    wrt : list of Variable
    connections : Connections
        The part of the graph between the cost and the variables asked for.
    """
    if not any(v in connections.uses for v in wrt) or any(getattr(v.type, "dtype", "") in discrete_dtypes for v in wrt):
        return
    jumps, pending, seen = [], [cost], set()
    while pending:
        v = pending.pop()
        if v in seen or isinstance(v, Constant):
            continue
        seen.add(v)
        if _is_constant_between_jumps(v):
            jumps.append(v)
        elif v.owner is None or v.derivation is not None:
            return
        else:
            pending.extend(_moving_inputs(v, connections))
    jumps = [v for v in jumps if v is cost or v in connections.uses]
    if not jumps:
        return
    jump = _where_it_jumps(jumps[0], connections)
    place = "" if jump.owner is None or jump.owner.trace is None else f", made at {jump.owner.trace.location()}"
    warnings.warn(
        f"the gradient of the cost {called(cost)} is zero everywhere: {called(jump)}{place}, is constant between its "
        "jumps, and the cost depends on the parameters only through it.\nhint: take the gradient of a smooth cost, as "
        "T.nnet.categorical_crossentropy(probabilities, labels) or T.sqr(x - y), and keep this one to watch; "
        "theano.gradient.zero_grad(cost) says that zeros are meant",
        stacklevel=user_level(),
    )


def _is_constant_between_jumps(v):
    """Return True if `v` holds integers or bools, or is computed by an operation such as ``floor``."""
    if getattr(v.type, "dtype", None) in discrete_dtypes:
        return True
    op = None if v.owner is None else v.owner.op
    return isinstance(op, Elemwise) and op.scalar_op.is_record and op.scalar_op.derivative is None


def _moving_inputs(v, connections):
    """Return the inputs of the node of `v` that it depends on."""
    pattern = connections.pattern(v.owner)
    return [u for i, u in enumerate(v.owner.inputs) if pattern is None or pattern[i][v.index]]


def _where_it_jumps(v, connections):
    """Return the operation's result where numbers first become constant between jumps, going back from `v`."""
    while v.owner is not None:
        inputs = [u for u in _moving_inputs(v, connections) if u in connections.uses]
        if not inputs or not all(map(_is_constant_between_jumps, inputs)):
            break
        v = inputs[0]
    return v
