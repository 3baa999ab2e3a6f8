"""The call of a step's function, and the check that what it returns fits the states; their errors."""

from ..graph.messages.called import called, shortened, with_type
from ..graph.messages.usersfunction import definition
from ..tensor.types.type import TensorType


def check_function(fn):
    """Check that a step is given as a function.

    Raises
    ------
    TypeError
    """
    if not callable(fn):
        raise TypeError(
            f"the first argument of scan must be a function that makes one step, not {with_type(fn)}.\nhint: pass the "
            "function itself, as scan(lambda x_t: 2 * x_t, sequences=x)"
        )


def call_step(fn, rows, earlier, others):
    """Return ``fn(*rows, *earlier, *others)``.

    Parameters
    ----------
    fn : callable
    rows : list of Variable
        Those of the sequences.
    earlier : list of Variable
        Those of the outputs.
    others : list of Variable
        The `non_sequences`.

    Raises
    ------
    TypeError
        If it cannot be called with that many arguments; the message lists them.
    """
    try:
        return fn(*rows, *earlier, *others)
    except TypeError as error:
        if error.__traceback__.tb_next is not None:
            # it was called, and failed inside
            raise
        kinds = [("row of a sequence", rows), ("earlier row of an output", earlier), ("non_sequence", others)]
        given = [(v, kind) for kind, vs in kinds for v in vs]
        lines = [f"  {i}. {_named(v)}: {kind}, {v.type}" for i, (v, kind) in enumerate(given, 1)]
        raise TypeError(
            f"scan cannot call its step function {definition(fn)}: {error}.\nIt is given {len(given)} argument"
            f"{'s' * (len(given) != 1)}, the rows of the sequences, then the earlier rows of the outputs that "
            "outputs_info starts, then the non_sequences:\n" + "\n".join(lines) + "\nhint: let the function take as "
            "many arguments in this order; outputs_info=None for an output that no step reads"
        ) from None


def _named(v):
    return v.name if v.name else "without a name" if v.owner is None else called(v)


def check_states(states, outputs):
    """Check that each state has the dtype and the number of axes of what the step makes of it.

    Raises
    ------
    ValueError
    """
    for state in states:
        if state.position >= len(outputs):
            return
        made, before = outputs[state.position], state.inside[0]
        if not isinstance(made.type, TensorType) or not isinstance(before.type, TensorType):
            continue
        if made.type.dtype != before.type.dtype:
            raise ValueError(_other_dtype(state, before, made))
        if made.type.ndim != before.type.ndim:
            raise ValueError(_other_rank(state, before, made))


def _entry(state):
    return f"outputs_info[{state.position}], {shortened(called(state.initial), 80)},"


def _other_dtype(state, before, made):
    wanted, found = before.type.dtype, made.type.dtype
    ranks = "" if made.type.ndim == before.type.ndim else (
        f", and {before.type.ndim} dimension(s) in a step, while that has {made.type.ndim}"
    )
    return (
        f"{_entry(state)} has dtype {wanted}, while the step returns {called(made)} of dtype {found} for it{ranks}.\n"
        "When compiling the inner function of scan: The initial state (`outputs_info` in scan nomenclature) has dtype "
        f"{wanted}, while the result of the inner function (`fn`) has dtype {found}. This can happen if the inner "
        "function of scan results in an upcast or downcast.\nhint: give the initial state the dtype of the result, "
        f"theano.tensor.cast(state, {found!r}), or cast what the step returns, theano.tensor.cast(result, {wanted!r})"
    )


def _other_rank(state, before, made):
    taps = "" if state.single else f" with taps {state.taps}, of which a step gets rows,"
    return (
        f"{_entry(state)}{taps} has {state.initial.type.ndim} dimension(s): a step gets {before.type.ndim}, and "
        f"returns {called(made)} with {made.type.ndim} dimension(s).\nWhen compiling the inner function of scan: The "
        f"initial state (`outputs_info` in scan nomenclature) of variable {called(state.initial)} has "
        f"{before.type.ndim} dimension(s), while the corresponding variable in the result of the inner function of "
        f"scan (`fn`) has {made.type.ndim} dimension(s).\nhint: the state must have as many dimensions as the result, "
        "and one more, for the rows, where taps other than [-1] are given; T.zeros_like(row), dimshuffle, sum and mean "
        "change the number"
    )
