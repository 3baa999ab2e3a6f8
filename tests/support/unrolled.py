"""A loop without a loop: the same step as often as it is asked for, in Python."""

import tensorgraph.tensor as T


def unrolled(fn, sequences=(), outputs_info=(), non_sequences=(), n_steps=None, go_backwards=False, until=None):
    """Return the results of ``scan``, as one stack of rows for each output.

    Parameters
    ----------
    fn : callable
        Returns the list of outputs of a step.
    sequences : list of (Variable, list of int)
        Sequences and their taps.
    outputs_info : list of (Variable, list of int) or None
        Initial values and taps; a single row where the only tap is -1.
    non_sequences : list of Variable
    n_steps : int
    go_backwards : bool
    until : int, optional
        After which step the loop stops.

    Returns
    -------
    list of Variable
    """
    history = []
    for info in outputs_info:
        if info is None:
            history.append([])
        else:
            initial, taps = info
            history.append([initial] if taps == [-1] else [initial[i] for i in range(-min(taps))])
    starts = [len(rows) for rows in history]
    for i in range(n_steps if until is None else min(n_steps, until + 1)):
        args = []
        for x, taps in sequences:
            front, behind = min([0, *taps]), max([0, *taps])
            rows = [x[k - front :] if k == behind else x[k - front : k - behind] for k in taps]
            args += [(row[::-1] if go_backwards else row)[i] for row in rows]
        for rows, info in zip(history, outputs_info):
            if info is not None:
                args += [rows[k] for k in info[1]]
        for rows, new in zip(history, fn(*args, *non_sequences)):
            rows.append(new)
    return [T.stack(rows[start:]) for rows, start in zip(history, starts)]
