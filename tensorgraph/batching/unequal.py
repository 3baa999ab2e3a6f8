"""Results of one example whose lengths differ, so that no stack holds some of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.fgraph import FunctionGraph
from ..graph.traverse import inputs as leaves
from ..graph.variable import Constant
from ..tensor.shape.known_shapes import shape_of_variables

if TYPE_CHECKING:
    from ..graph.variable import Variable

LONG = 1009  # longer than what most slices leave
STEP = 17


def are_unequal(x: Variable, y: Variable) -> bool:
    """Return True if two variables of as many axes differ in a length for long inputs, whatever these are.

    Lengths that depend on different axes of inputs may agree, those of ``x`` and ``zeros(3)``: they count as equal. So
    do lengths that depend on values.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x, y = T.dvector("x"), T.dvector("y")
    >>> are_unequal(x[:2], x[:3]), are_unequal(x[1:], x[:-1]), are_unequal(x[1:], y)
    (True, False, False)
    """
    # Idea: lengths are formulas of those of the inputs. Two that differ at unrelated lengths of the inputs and change
    # with the same of these are different formulas.
    ends = [v for v in leaves([x, y]) if not isinstance(v, Constant)]
    graph = FunctionGraph(ends, [x, y], clone=True)
    shapes = [[1 if b else None for b in getattr(v.type, "broadcastable", ())] for v in ends]
    axes = [(i, k) for i, shape in enumerate(shapes) for k, n in enumerate(shape) if n is None]
    for place, (i, k) in enumerate(axes):
        shapes[i][k] = LONG + STEP * place
    try:
        before = _lengths(graph, shapes)
        different = [k for k, (a, b) in enumerate(zip(*before)) if a != b]
        changes = [[set() for _ in different] for _ in before]
        for i, k in axes if different else ():
            shapes[i][k] += STEP * len(axes)
            for side, now, found in zip(before, _lengths(graph, shapes), changes):
                for axis, changed in zip(different, found):
                    if side[axis] != now[axis]:
                        changed.add((i, k))
            shapes[i][k] -= STEP * len(axes)
    except Exception:
        # an operation that does not tell its shapes, or refuses these lengths
        return False
    return any(a == b for a, b in zip(*changes))


def _lengths(graph, shapes):
    found = shape_of_variables(graph, {v: tuple(s) for v, s in zip(graph.inputs, shapes)})
    return [found[v] for v in graph.outputs]
