"""The layout of a loop: which variables inside and outside belong together.

A loop has these kinds of variables, in this order; each kind has its place among the inputs and outputs of the node
(outside) and among those of the graph of one step (inside).

======================  ==========================  ============================  =============================
kind                    outside                     inside, in                    inside, out
======================  ==========================  ============================  =============================
(number of steps)       one scalar
sequence                one array, read row by row  its row
mit_mot                 one buffer                  one row for each tap          one row for each output slice
mit_sot                 one buffer                  one row for each tap          its next row
sit_sot                 one buffer                  the row before                its next row
nit_sot                 the length to keep, a                                     its row
                        scalar; it comes after
                        the shared ones
shared                  any value                   the value                     the next value
other arguments         any value                   the value
(condition of a while)                                                            a 0-d value, last
======================  ==========================  ============================  =============================

A tap is relative to the row that a step writes: -1 is the row before it. The names say "multiple input taps, single
output tap" and so on. A mit_mot buffer is read and written in place, step by step: gradients add up in it.
"""

from functools import cached_property
from typing import NamedTuple

from ..graph.apply import Apply


class Correspondence(NamedTuple):
    """Variables that belong together: positions outside (-1 for none) and lists of positions inside."""

    outer_in: int
    inner_in: list
    inner_out: list
    outer_out: int


class Layout:
    """The positions of each kind of variable, from the counts that a loop has as attributes.

    Methods take a list of variables (or a node, for those outside) and return the part that is of one kind.
    """

    @cached_property
    def _ends(self):
        """The slice of each kind in each of the four lists."""
        taps = [len(t) for t in self.tap_array]
        mot, sot = self.n_mit_mot, self.n_mit_mot + self.n_mit_sot
        states = [self.n_mit_mot, self.n_mit_sot, self.n_sit_sot]
        return {
            "inner_in": _slices(
                0, self.n_seqs, sum(taps[:mot]), sum(taps[mot:sot]), self.n_sit_sot, self.n_shared_outs
            ),
            "outer_in": _slices(1, self.n_seqs, *states, self.n_shared_outs, self.n_nit_sot),
            "inner_out": _slices(
                0,
                sum(len(t) for t in self.mit_mot_out_slices),
                self.n_mit_sot,
                self.n_sit_sot,
                self.n_nit_sot,
                self.n_shared_outs,
            ),
            "outer_out": _slices(0, *states, self.n_nit_sot, self.n_shared_outs),
        }

    def _part(self, end, i, variables):
        if isinstance(variables, Apply):
            variables = variables.inputs if end == "outer_in" else variables.outputs
        return variables[self._ends[end][i]]

    # ------------------------------------------------------------- inputs

    def inner_seqs(self, list_inputs):
        """Return the rows of sequences."""
        return self._part("inner_in", 0, list_inputs)

    def outer_seqs(self, list_inputs):
        """Return the sequences."""
        return self._part("outer_in", 0, list_inputs)

    def inner_mitmot(self, list_inputs):
        """Return the rows of mit_mot buffers, tap by tap."""
        return self._part("inner_in", 1, list_inputs)

    def outer_mitmot(self, list_inputs):
        """Return the mit_mot buffers."""
        return self._part("outer_in", 1, list_inputs)

    def inner_mitsot(self, list_inputs):
        """Return the rows of mit_sot buffers, tap by tap."""
        return self._part("inner_in", 2, list_inputs)

    def outer_mitsot(self, list_inputs):
        """Return the mit_sot buffers."""
        return self._part("outer_in", 2, list_inputs)

    def inner_sitsot(self, list_inputs):
        """Return the rows of sit_sot buffers."""
        return self._part("inner_in", 3, list_inputs)

    def outer_sitsot(self, list_inputs):
        """Return the sit_sot buffers."""
        return self._part("outer_in", 3, list_inputs)

    def inner_shared(self, list_inputs):
        """Return the values of shared variables that each step updates."""
        return self._part("inner_in", 4, list_inputs)

    def outer_shared(self, list_inputs):
        """Return the shared variables that each step updates."""
        return self._part("outer_in", 4, list_inputs)

    def outer_nitsot(self, list_inputs):
        """Return the numbers of rows to keep, one per nit_sot output."""
        return self._part("outer_in", 5, list_inputs)

    def inner_non_seqs(self, list_inputs):
        """Return the arguments that are loop-invariant."""
        return self._part("inner_in", 5, list_inputs)

    def outer_non_seqs(self, list_inputs):
        """Return the arguments that are loop-invariant."""
        return self._part("outer_in", 6, list_inputs)

    # ------------------------------------------------------------- outputs

    def inner_mitmot_outs(self, list_outputs):
        """Return the new rows of mit_mot buffers, output slice by output slice."""
        return self._part("inner_out", 0, list_outputs)

    def outer_mitmot_outs(self, list_outputs):
        """Return the final mit_mot buffers."""
        return self._part("outer_out", 0, list_outputs)

    def inner_mitsot_outs(self, list_outputs):
        """Return the next rows of mit_sot buffers."""
        return self._part("inner_out", 1, list_outputs)

    def outer_mitsot_outs(self, list_outputs):
        """Return the final mit_sot buffers."""
        return self._part("outer_out", 1, list_outputs)

    def inner_sitsot_outs(self, list_outputs):
        """Return the next rows of sit_sot buffers."""
        return self._part("inner_out", 2, list_outputs)

    def outer_sitsot_outs(self, list_outputs):
        """Return the final sit_sot buffers."""
        return self._part("outer_out", 2, list_outputs)

    def inner_nitsot_outs(self, list_outputs):
        """Return the rows of nit_sot outputs."""
        return self._part("inner_out", 3, list_outputs)

    def outer_nitsot_outs(self, list_outputs):
        """Return the nit_sot outputs."""
        return self._part("outer_out", 3, list_outputs)

    def inner_shared_outs(self, list_outputs):
        """Return the next values of shared variables."""
        return self._part("inner_out", 4, list_outputs)

    def outer_shared_outs(self, list_outputs):
        """Return the final values of shared variables."""
        return self._part("outer_out", 4, list_outputs)

    # ------------------------------------------------------------- taps

    def mitmot_taps(self):
        """Return the list of input taps of each mit_mot buffer."""
        return self.tap_array[: self.n_mit_mot]

    def mitmot_out_taps(self):
        """Return the list of output slices of each mit_mot buffer."""
        return self.mit_mot_out_slices[: self.n_mit_mot]

    def mitsot_taps(self):
        """Return the list of input taps of each mit_sot buffer."""
        return self.tap_array[self.n_mit_mot : self.n_mit_mot + self.n_mit_sot]

    @property
    def n_outs(self):
        """Number of buffers that a step reads and writes: mit_mot, mit_sot and sit_sot."""
        return self.n_mit_mot + self.n_mit_sot + self.n_sit_sot

    @cached_property
    def depths(self):
        """Number of rows of each buffer before the first that tap 0 writes; 0 for nit_sot."""
        return [-min(taps) for taps in self.tap_array] + [0] * self.n_nit_sot

    def mitmot_by_buffer(self, list_inputs):
        """Return the rows inside of each mit_mot buffer, one list per buffer."""
        return _split(self.inner_mitmot(list_inputs), self.mitmot_taps())

    def mitsot_by_buffer(self, list_inputs):
        """Return the rows inside of each mit_sot buffer, one list per buffer."""
        return _split(self.inner_mitsot(list_inputs), self.mitsot_taps())

    def mitmot_outs_by_buffer(self, list_outputs):
        """Return the new rows inside of each mit_mot buffer, one list per buffer."""
        return _split(self.inner_mitmot_outs(list_outputs), self.mitmot_out_taps())

    # ------------------------------------------------------------- groups

    @cached_property
    def groups(self):
        """The :class:`Correspondence` of each input of a node, in order."""
        found = [Correspondence(0, [], [], -1)]
        i, o = 0, 0
        for k in range(self.n_seqs):
            found.append(Correspondence(1 + k, [i], [], -1))
            i += 1
        outer = 1 + self.n_seqs
        for k, taps in enumerate(self.tap_array):
            n_out = len(self.mit_mot_out_slices[k]) if k < self.n_mit_mot else 1
            found.append(Correspondence(outer + k, [*range(i, i + len(taps))], [*range(o, o + n_out)], k))
            i += len(taps)
            o += n_out
        outer += self.n_outs
        for k in range(self.n_nit_sot):
            found.append(Correspondence(outer + self.n_shared_outs + k, [], [o], self.n_outs + k))
            o += 1
        for k in range(self.n_shared_outs):
            found.append(Correspondence(outer + k, [i], [o], self.n_outs + self.n_nit_sot + k))
            i += 1
            o += 1
        outer += self.n_shared_outs + self.n_nit_sot
        for k in range(len(self.inputs) - i):
            found.append(Correspondence(outer + k, [i + k], [], -1))
        return sorted(found, key=lambda group: group.outer_in)

    @cached_property
    def var_mappings(self):
        """The groups as dicts of positions, such as ``inner_out_from_outer_inp``."""
        single = {"outer_inp": "outer_in", "outer_out": "outer_out"}
        several = {"inner_inp": "inner_in", "inner_out": "inner_out"}
        found = {}
        for source in (*single, *several):
            for target in (*single, *several):
                if source == target:
                    continue
                table = found[f"{target}_from_{source}"] = {}
                for group in self.groups:
                    value = getattr(group, (single | several)[target])
                    keys = getattr(group, (single | several)[source])
                    for key in [keys] if source in single else keys:
                        if key != -1:
                            table[key] = value
        return found


def _slices(start, *counts):
    """Return consecutive slices of the given lengths, and a last one for the rest."""
    found = []
    for n in counts:
        found.append(slice(start, start + n))
        start += n
    return [*found, slice(start, None)]


def _split(variables, like):
    """Split `variables` into lists as long as those of `like`."""
    rest = iter(variables)
    return [[next(rest) for _ in one] for one in like]
