"""Shapes of the outputs of a loop, inferred without running it."""

from ..graph.traverse import ancestors, clone_replace
from ..rewriting.passes.shape import ShapeFeature, as_length
from ..tensor.shape.shape import Shape_i


def inferred_shapes(op, node, input_shapes):
    """Return the shapes of a node's outputs, as graphs of its inputs and their lengths.

    Parameters
    ----------
    op : Scan
    node : Apply
    input_shapes : list of tuple or None

    Returns
    -------
    list of tuple or None
    """
    found = []
    rows = None
    kept = {group.outer_out: group for group in op.groups}
    for k, v in enumerate(node.outputs):
        group = kept[k]
        if not hasattr(v.type, "ndim"):
            found.append(None)
        elif group.inner_in:
            found.append(input_shapes[group.outer_in])
        else:
            if rows is None:
                rows = _Rows(op, node, input_shapes)
            found.append((node.inputs[group.outer_in], *rows.lengths(group.inner_out[0], v)))
    if op.as_while:
        # the number of steps is known only afterwards
        of_rows = op.n_outs + op.n_nit_sot
        found = [
            (Shape_i(0)(v), *lengths[1:]) if k < of_rows else lengths
            for k, (v, lengths) in enumerate(zip(node.outputs, found))
        ]
    return found


class _Rows:
    """The shapes of a step's outputs."""

    def __init__(self, op, node, input_shapes):
        self.op = op
        self.feature = ShapeFeature()
        self.same = {}
        n_others = len(op.inner_non_seqs(op.inputs))
        of_values = len(op.inputs) - n_others - op.n_shared_outs
        for group in op.groups:
            lengths = input_shapes[group.outer_in]
            for i in group.inner_in:
                inside = op.inputs[i]
                if lengths is not None:
                    lengths_inside = lengths[1:] if i < of_values else lengths
                    self.feature.known[inside] = tuple([as_length(n) for n in lengths_inside])
                if i >= len(op.inputs) - n_others:
                    self.same[inside] = node.inputs[group.outer_in]
        # variables that differ from step to step, or are computed in it, mean nothing outside
        self.changing = {v for v in op.inputs if v not in self.same}
        self.known = {n for lengths in input_shapes if lengths for n in lengths}

    def lengths(self, position, v):
        """Return the lengths of the inner output at `position`; unknown ones are read off its rows `v`."""
        inside = self.feature.shape(self.op.outputs[position])
        return [n if self._is_outside(n) else Shape_i(i)(v) for i, n in enumerate(map(self._outside, inside), 1)]

    def _outside(self, n):
        if any(w.owner is not None and self._reads_inside(w.owner) for w in ancestors([n], self.known)):
            return None
        return clone_replace([n], self.same)[0]

    def _is_outside(self, n):
        return n is not None and not any(w in self.changing for w in ancestors([n], self.known))

    def _reads_inside(self, node):
        # the length of a variable that only a step computes
        return isinstance(node.op, Shape_i) and node.inputs[0] not in self.same
