"""The sequences and states of a loop in a normal form."""

from typing import NamedTuple

import numpy as np

from ..graph.messages.called import called, shortened, with_type
from ..graph.variable import Variable
from ..nearest import did_you_mean
from ..rewriting.passes.shape import ShapeFeature
from ..tensor.types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from .rowvariables import stand_in


class Slice(NamedTuple):
    """One tap of a sequence.

    Attributes
    ----------
    outside : Variable
        The sequence, cut so that step i reads row i.
    inside : Variable
        What the step gets.
    first : Variable
        The row of the first step.
    """

    outside: Variable
    inside: Variable
    first: Variable


class Recurrence:
    """An output that later steps read.

    Parameters
    ----------
    position : int
        Which output it is.
    initial : Variable
        One row if the only tap is -1, else at least as many rows as the taps reach back.
    taps : list of int

    Attributes
    ----------
    inside : list of Variable
        What a step gets: one row for each tap.
    first : list of Variable
        These rows in the first step.
    """

    def __init__(self, position, initial, taps):
        self.position = position
        self.taps = taps
        self.depth = -min(taps)
        self.single = taps == [-1]
        self.initial = initial = as_tensor_variable(initial)
        name = initial.name
        if self.single:
            self.inside = [stand_in(initial, None if name is None else f"{name}[t-1]")]
            self.first = [initial]
            return
        rows = _rows(initial)
        if rows is not None and rows < self.depth:
            raise ValueError(
                f"the taps {taps} of output {position} reach back {self.depth} steps, but its initial state has only "
                f"{rows} row{'s' * (rows != 1)}: it is {with_type(initial)}.\nhint: use an initial state with a row "
                f"for each of the {self.depth} steps before the first, the earliest first, as T.stack([...])"
            )
        self.inside, self.first = [], []
        for k in taps:
            row = initial[k + self.depth]
            self.first.append(row)
            self.inside.append(stand_in(row, None if name is None else _at(name, k)))


def _rows(initial):
    """Return the number of rows of an initial state if that is known, else None."""
    if not initial.type.ndim:
        return None
    try:
        return int(get_scalar_constant_value(ShapeFeature().shape(initial)[0]))
    except NotScalarConstantError:
        return None


def _at(name, k):
    return f"{name}[t]" if k == 0 else f"{name}[t{k:+d}]"


def as_list(x):
    """Return `x` as a new list: None as an empty one, a single object as a list of one."""
    if x is None:
        return []
    return list(x) if isinstance(x, (list, tuple)) else [x]


def taps_of(taps):
    """Return taps as a list of ints; a single int is one tap."""
    taps = list(taps) if np.ndim(taps) else [taps]
    for k in taps:
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)):
            raise TypeError(f"taps must be Python integers, as [-2, -1], not {taps!r}")
    return [int(k) for k in taps]


def slices_of(sequences, go_backwards):
    """Return the taps of all sequences as slices.

    Parameters
    ----------
    sequences : list
        Arrays, or dicts with ``input`` and ``taps``.
    go_backwards : bool

    Returns
    -------
    list of Slice
    """
    found = []
    for i, sequence in enumerate(sequences):
        taps = [0]
        if isinstance(sequence, dict):
            _check_keys(sequence, ("input", "taps"), "input", f"sequences[{i}]")
            taps = [0] if sequence.get("taps") is None else taps_of(sequence["taps"])
            sequence = sequence["input"]
        if not isinstance(sequence, Variable):
            sequence = as_tensor_variable(sequence)
        if getattr(sequence.type, "ndim", 1) == 0:
            raise TypeError(_no_rows(i, sequence, sequences))
        # rows that a tap skips at either end are skipped by all taps
        front, behind = min([0, *taps]), max([0, *taps])
        found += [_slice(sequence, k, front, behind, go_backwards) for k in taps]
    return found


def _no_rows(i, sequence, sequences):
    """Return the message for a sequence without an axis to loop over."""
    hint = f"pass {called(sequence)} in non_sequences if it is the same in all steps"
    if len(sequences) > 1 and all(isinstance(s, (int, float, np.number)) for s in sequences):
        shown = shortened(repr(list(sequences)), 40)
        hint = f"a list is a list of sequences: pass sequences=T.constant({shown}) to loop over its elements"
    return (
        f"sequences[{i}], {called(sequence)}, is a scalar ({sequence.type}): scan loops over the first axis of each "
        f"sequence.\nhint: {hint}; n_steps gives the number of steps where there is no sequence"
    )


def _check_keys(given, known, needed, which):
    """Check the keys of a dict that describes a sequence or an output."""
    for key in given:
        if key not in known:
            raise ValueError(
                f"{which} has the unknown key {key!r}.{did_you_mean(key, known)} Its keys may be "
                f"{', '.join(map(repr, known))}"
            )
    if needed is not None and needed not in given:
        raise ValueError(f"{which} is a dict without the key {needed!r}: use dict({needed}=variable, taps=[...])")


def _slice(sequence, k, front, behind, go_backwards):
    start = k - front
    # a loop of one known step is that step, in Theano of the first row, whichever way it goes
    first = sequence[start]
    inside = stand_in(first)
    # a row is called by what its sequence is called
    inside.own_trace = sequence.where_made
    if k == behind:
        outside = sequence[start:]
        cut = f"[{start}:]"
    else:
        outside = sequence[start : k - behind]
        cut = f"[{start}:{k - behind}]"
    if go_backwards:
        outside = outside[::-1]
    if sequence.name is not None:
        inside.name = _at(sequence.name, k)
        outside.name = sequence.name + cut
    return Slice(outside, inside, first)


def states_of(outputs_info):
    """Return the states among the outputs.

    Parameters
    ----------
    outputs_info : list
        For each output None, the initial value, or a dict with ``initial`` and ``taps``.

    Returns
    -------
    list of Recurrence

    Raises
    ------
    ValueError
        If taps are not negative, or repeated, or there is no initial value for them.
    """
    found = []
    for i, info in enumerate(outputs_info):
        if info is None:
            continue
        taps = [-1]
        if isinstance(info, dict):
            _check_keys(info, ("initial", "taps", "return_steps", "inplace"), None, f"outputs_info[{i}]")
            if info.get("return_steps") is not None:
                raise ValueError(
                    f"`return_steps` in outputs_info of output {i} is not supported: index the output, as by out[-1]; "
                    "only what is read is kept"
                )
            taps = info.get("taps")
            initial = info.get("initial")
            if initial is None:
                if taps is not None:
                    raise ValueError(
                        "If you are using slices of an output you need to provide a initial state for it: output "
                        f"{i} has taps {taps} and no `initial`"
                    )
                continue
            taps = [-1] if taps is None else taps_of(taps)
            info = initial
        _check_taps(i, taps)
        if taps != [-1] and getattr(as_tensor_variable(info).type, "ndim", 1) == 0:
            raise ValueError(
                f"outputs_info[{i}], {with_type(info)}, has taps {taps}, and a step gets a row of it for each: it must "
                f"have {-min(taps)} rows.\nhint: use T.stack([...]) for the initial values"
            )
        found.append(Recurrence(i, info, taps))
    return found


def _check_taps(i, taps):
    if len(taps) > len(set(taps)):
        raise ValueError(f"All the taps must be different in `outputs_info`: output {i} has {taps}")
    if any(k >= 0 for k in taps):
        raise ValueError(
            f"All the tap values must be smaller than 0 in `outputs_info`: output {i} has {taps}, "
            "and taps=[-1] means the step before"
        )
    if not taps:
        raise ValueError(f"output {i} has an empty list of taps; leave it out, or give None for no initial state")
