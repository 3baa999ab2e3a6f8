"""Checks of the inputs of a loop, and their errors."""

from ..scalar.dtypes import integer_dtypes
from ..tensor.types.constant import as_tensor_variable

_STATE = "initial state (outputs_info in scan nomenclature)"


def checked_inputs(op, inputs):
    """Return the inputs of a loop's node, converted to the types that its step takes.

    Parameters
    ----------
    op : Scan
    inputs : sequence of Variable

    Returns
    -------
    list of Variable

    Raises
    ------
    ValueError
        If there are too many or too few of them, or one does not have the dtype or number of axes that the step needs.
    TypeError
        If broadcastable axes of a sequence do not match.
    """
    inputs = list(inputs)
    groups = op.groups
    if len(inputs) != len(groups):
        raise ValueError(
            f"the loop {op.name} takes {len(groups)} inputs (the number of steps, then sequences, states and other "
            f"arguments as its step does), but {len(inputs)} are given"
        )
    first_state, end_of_states = 1 + op.n_seqs, 1 + op.n_seqs + op.n_outs
    found = [_count(op, inputs[0], "the number of steps")]
    for place, (given, group) in enumerate(zip(inputs[1:], groups[1:]), 1):
        inside = [op.inputs[i] for i in group.inner_in]
        made = [op.outputs[o] for o in group.inner_out]
        if not inside:
            found.append(_count(op, given, f"the number of rows to keep of output {group.outer_out}"))
            continue
        if place < first_state:
            _check_pattern(given, inside[0])
        v = _as_seen_inside(given, inside[0])
        found.append(v)
        if first_state <= place < end_of_states:
            _check_state(op, v, place - 1, inside, made, 1)
        elif made:
            _check_state(op, v, place - 1, inside, made, 0)
        elif place >= end_of_states and inside[0].type != v.type:
            raise ValueError(
                f"Argument {v} given to scan node does not match its correspondance {inside[0]}: it has type {v.type}, "
                f"which should be {inside[0].type}"
            )
    return found


def _count(op, v, what):
    v = as_tensor_variable(v)
    if v.type.dtype not in integer_dtypes or v.type.ndim:
        raise ValueError(f"{what} of the loop {op.name} must be a scalar int, but {v} has type {v.type}")
    return v


def _as_seen_inside(v, row):
    """Return `v` with the dtype and broadcastable axes that a step expects of its rows."""
    if not hasattr(v.type, "dtype"):
        return v
    if v.type.dtype != row.type.dtype:
        v = v.astype(row.type.dtype)
    if v.type.ndim == row.type.ndim:
        return row.type.filter_variable(v)
    pattern = (*v.type.broadcastable[:1], *row.type.broadcastable)
    if len(pattern) != v.type.ndim:
        return v
    return row.type.clone(broadcastable=pattern).filter_variable(v)


def _check_pattern(v, row):
    if not hasattr(v.type, "broadcastable") or not hasattr(row.type, "broadcastable"):
        return
    for i, (b, wanted) in enumerate(zip(v.type.broadcastable[::-1], row.type.broadcastable[::-1]), 1):
        if b != wanted:
            raise TypeError(
                f"The broadcast pattern of the sequence {v} of type {v.type} is inconsistent with that of the row of "
                f"type {row.type} that a step gets of it: on axis {v.type.ndim - i} one has {b}, the other {wanted}. "
                "Make them consistent, for example by theano.tensor.{patternbroadcast,unbroadcast,addbroadcast}."
            )


def _check_state(op, v, number, inside, made, extra):
    """Check that a state, its rows inside and its next row agree in dtype and number of axes."""
    if not hasattr(v.type, "dtype"):
        return
    for row in inside:
        if row.type.dtype != v.type.dtype or row.type.ndim != v.type.ndim - extra:
            raise ValueError(
                f"When compiling the inner function of scan: the {_STATE} {v} (argument number {number}) has dtype "
                f"{v.type.dtype} and {v.type.ndim} dimension(s), but the corresponding variable in the inner function, "
                f"{row}, has dtype {row.type.dtype} and {row.type.ndim} dimension(s). It should have the same dtype "
                f"and {_fewer(extra)}. {_ROWS if extra else ''}".strip()
            )
    for row in made:
        if row.type.dtype != v.type.dtype:
            raise ValueError(
                "When compiling the inner function of scan: The initial state (`outputs_info` in scan nomenclature) of "
                f"variable {v} (argument number {number}) has dtype {v.type.dtype}, while the result of the inner "
                f"function (`fn`) has dtype {row.type.dtype}. This can happen if the inner function of scan results "
                "in an upcast or downcast. Give the initial state the dtype of the result "
                f"(theano.tensor.cast(state, '{row.type.dtype}')), or cast the result "
                f"(theano.tensor.cast(result, '{v.type.dtype}'))."
            )
        if row.type.ndim != v.type.ndim - extra:
            raise ValueError(
                "When compiling the inner function of scan: The initial state (`outputs_info` in scan nomenclature) of "
                f"variable {v} (argument number {number}) has {v.type.ndim} dimension(s), while the corresponding "
                f"variable in the result of the inner function of scan (`fn`) has {row.type.ndim} dimension(s): it "
                f"should have {_fewer(extra)}. {_ROWS if extra else ''}".strip()
            )


_ROWS = (
    "The first axis of this state is that of the steps, which scan adds where outputs_info gives a single row: a "
    "result that is a vector needs a vector as its initial state, or with taps a matrix with one row for each step "
    "back. dimshuffle or shape_padleft add dimensions."
)


def _fewer(extra):
    return "one dimension less" if extra else "as many dimensions"


def check_step(op):
    """Check that a step keeps the type of each state.

    Raises
    ------
    TypeError
    """
    for group in op.groups:
        for i in group.inner_in:
            for o in group.inner_out:
                state, made = op.inputs[i].type, op.outputs[o].type
                if state != made:
                    raise TypeError(
                        f"Inconsistency in the inner graph of scan '{op.name}': an input and an output are associated "
                        "with the same recurrent state and should have the same type but have type "
                        f"'{state}' and '{made}' respectively. An axis whose length is 1 in one of them may be longer "
                        "in the other: theano.tensor.unbroadcast(initial state, axis) or "
                        "theano.tensor.addbroadcast(result, axis) make them agree."
                    )
