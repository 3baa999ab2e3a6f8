"""The buffer that accumulates the cotangents of a state's rows."""

from ..tensor.shape.rebroadcast import patternbroadcast


class GradientBuffer:
    """The mit_mot buffer of the cotangents of one state's rows, in reverse order of the steps.

    Parameters
    ----------
    op : Scan
    group : Correspondence
        The state.
    seeds : dict
        From the positions of what a step makes of it to the variables that stand for their gradients.
    pulled : dict
        From the positions of what a step is given to their gradients.

    Attributes
    ----------
    inside : list of Variable
        What a step of the gradient gets, one for each of `taps`.
    made : list of Variable
        What it makes, one for each of `slices`.
    top : int
        How far from its first row a step of the loop writes or reads.
    """

    def __init__(self, op, group, seeds, pulled):
        k = group.outer_out
        written = op.mit_mot_out_slices[k] if k < op.n_mit_mot else [0]
        self.top = max([*written, *op.tap_array[k]])
        self.taps, self.inside, self.slices, self.made = [], [], [], []
        new = dict(zip(written, [seeds[o] for o in group.inner_out]))
        kind = seeds[group.inner_out[0]].type
        for tap, seed in new.items():
            self._read(tap, seed)
        for tap, i in zip(op.tap_array[k], group.inner_in):
            if tap in new:
                # the row was overwritten: only the step read it
                self._write(tap, fitted(pulled[i], kind) if i in pulled else new[tap].zeros_like())
            elif i in pulled:
                later = kind()
                self._read(tap, later)
                self._write(tap, fitted(pulled[i], kind) + later)
        if self.top not in new and -self.top not in self.taps:
            self._read(self.top, kind())
        if k < op.n_mit_mot:
            for tap, seed in new.items():
                if tap not in op.tap_array[k]:
                    self._write(tap, seed.zeros_like())

    def _read(self, tap, v):
        self.taps.append(-tap)
        self.inside.append(v)

    def _write(self, tap, v):
        self.slices.append(-tap)
        self.made.append(v)


def fitted(v, kind):
    """Return `v` with the dtype and broadcastable axes of a type."""
    if v.type.dtype != kind.dtype:
        v = v.astype(kind.dtype)
    if v.type.broadcastable != kind.broadcastable:
        v = patternbroadcast(v, kind.broadcastable)
    return v
