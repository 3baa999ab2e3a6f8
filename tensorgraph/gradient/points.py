"""Inputs that a derivative does not depend on: that of ``2 * x`` is the same at every ``x``.

A function of such a derivative may still have ``x`` among its inputs, as in Theano, whose graphs multiply by ones of
the shape of ``2 * x``.
"""

from ..graph.traverse import ancestors, inputs
from ..graph.variable import Constant
from ..tensor.elementwise.elemwise import named


def note_point(result, output):
    """Return `result`, a derivative of `output`, tagged with the inputs of `output` that it does not depend on."""
    given = [v for v in inputs([output]) if not isinstance(v, Constant)]
    used = set(inputs([result])) if given else ()
    left = tuple([v for v in given if v not in used])
    if left:
        if result.owner is None:
            # a note on the user's own variable would stay there
            result = named("identity")(result)
        result.tag.taken_at = left
    return result


def points_of(variables):
    """Return the inputs that derivatives among the ancestors of `variables` do not depend on."""
    return {point for v in ancestors(variables) for point in getattr(v._tag, "taken_at", ())}
