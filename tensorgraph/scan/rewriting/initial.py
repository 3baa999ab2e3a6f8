"""Buffers whose length does not depend on the number of rows of an initial state."""

from ...graph.trace import made_at
from ..longbuffers import parts_of
from ..rowvariables import expand_empty
from .parts import loops


def fix_depths(fgraph):
    """Give buffers exactly as many initial rows as the taps reach back.

    ``scan`` makes room for all of ``initial[:depth]``. If these are fewer rows than the taps reach back, steps read
    rows that were never set; with a fixed number, filling them is an error. Lengths become simpler, too.
    """
    for node in loops(fgraph):
        op = node.op
        for v, depth in zip(op.outer_mitsot(node), op.depths[op.n_mit_mot :]):
            found = parts_of(v)
            if found is not None:
                with made_at(node.trace):
                    new = v.type.filter_variable(expand_empty(*found, depth))
                fgraph.replace(v, new, "scan_initial_states")
