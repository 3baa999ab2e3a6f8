"""Steps of half precision: they compute in float32, and what they give is rounded."""

from functools import wraps

from ..graph.apply import Apply
from .shape import convert, converted


def in_floats(lower):
    """Let a function lower nodes of float16 as nodes of float32 between conversions.

    Parameters
    ----------
    lower : callable
        It looks at nothing but the node, whose op has no dtype of its own.
    """

    @wraps(lower)
    def lower_rounded(program, node):
        if not any(v.type.dtype == "float16" for v in node.outputs):
            return lower(program, node)
        wide = Apply(node.op, [_as_float(v) for v in node.inputs], [_as_float(v) for v in node.outputs])
        wide.trace = node.trace
        known = len(program.steps)
        for v, new in zip(node.inputs, wide.inputs):
            program.slot_of[new] = converted(program, v, new.type.dtype)
        if lower(program, wide) is not True:
            del program.steps[known:]
            return False
        for v, new in zip(node.outputs, wide.outputs):
            convert(program, program.slot(new), program.out(v))
        return True

    return lower_rounded


def _as_float(v):
    """Return a new variable for the value of another one, float32 if that has half precision."""
    return (v.type.clone(dtype="float32") if v.type.dtype == "float16" else v.type)()
