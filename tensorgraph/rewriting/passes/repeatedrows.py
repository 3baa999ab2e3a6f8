"""Writes of rows that were read at the same indices, for modes that ask for Theano's result."""

from ...tensor.elementwise.elemwise import named
from ...tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1, AdvancedSubtensor1
from ..values import is_op


def add_each(fgraph):
    """Replace ``set(x[i], x[i] + y)`` by ``inc(x[i], y)``, which adds each row of y, also for repeated indices."""
    for node in fgraph.toposort():
        if isinstance(node.op, AdvancedIncSubtensor1) and node.op.set_instead_of_inc and is_op(node.inputs[1], "add"):
            x, total, places = node.inputs
            terms = _terms(total)
            read = next((v for v in terms if _reads(v, x, places)), None)
            if read is None:
                continue
            # one of them: x[i] + x[i] reads its rows once
            terms.remove(read)
            other = terms[0] if len(terms) == 1 else named(total.owner.op.scalar_op)(*terms)
            result = AdvancedIncSubtensor1(node.op.inplace)(x, other, places)
            fgraph.replace_all([(node.outputs[0], result)], "local_set_to_inc_rows")


def _terms(total):
    """Return the terms of a sum, those of nested sums of its dtype included."""
    found = []
    for v in total.owner.inputs:
        found.extend(_terms(v) if is_op(v, "add") and v.type.dtype == total.type.dtype else [v])
    return found


def _reads(v, x, places):
    return v.owner is not None and isinstance(v.owner.op, AdvancedSubtensor1) and v.owner.inputs == [x, places]
