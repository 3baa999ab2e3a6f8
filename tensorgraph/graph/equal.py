"""Comparison of two graphs: do they compute the same thing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .traverse import io_toposort
from .variable import Constant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .variable import Variable


def equal_computations(
    xs: Sequence[Any], ys: Sequence[Any], in_xs: Sequence[Any] | None = None, in_ys: Sequence[Any] | None = None
) -> bool:
    """Return True if `ys` compute the same as `xs`, with `in_ys` in the place of `in_xs`.

    Parameters
    ----------
    xs, ys : list of Variable
        The outputs to compare, pair by pair.
    in_xs, in_ys : list of Variable, optional
        Inputs that correspond; any other input must be the same variable or an equal constant.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a, b = T.dscalars("a", "b")
    >>> equal_computations([a * 2], [b * 2], [a], [b])
    True
    """
    in_xs, in_ys = list(in_xs or ()), list(in_ys or ())
    if len(xs) != len(ys) or len(in_xs) != len(in_ys):
        raise ValueError("the lists of outputs, and those of inputs, must have the same length")
    if any(x.type != y.type for x, y in zip(xs, ys)) or any(x.type != y.type for x, y in zip(in_xs, in_ys)):
        return False
    # one graph may share a variable that the other repeats: a variable can have several partners
    paired = set(zip(in_xs, in_ys))
    pending = list(zip(xs, ys))
    while pending:
        pair = x, y = pending.pop()
        if pair in paired:
            continue
        paired.add(pair)
        if x.owner is None or y.owner is None:
            if not (x is y or (isinstance(x, Constant) and isinstance(y, Constant) and x.equals(y))):
                return False
            continue
        nx, ny = x.owner, y.owner
        if x.index != y.index or len(nx.inputs) != len(ny.inputs) or nx.op != ny.op:
            return False
        pending.extend(zip(nx.inputs, ny.inputs))
    return True


def is_same_graph(var1: Variable, var2: Variable, givens: Any = None, debug: bool = False) -> bool:
    """Return True if two variables are computed by the same graph from the same inputs.

    Unlike :func:`equal_computations`, equal subgraphs may be shared in one and repeated in the other.

    Parameters
    ----------
    givens : dict or list of pairs, optional
        Variables to replace before the comparison.
    """
    pairs = list(givens.items()) if hasattr(givens, "items") else list(givens or ())
    numbers = {}

    def number(key):
        return numbers.setdefault(key, len(numbers))

    def fingerprint(root):
        ids = {}
        # a pair of givens is one variable; both of its sides get one number
        for old, new in pairs:
            label = number(("leaf", min(id(old), id(new))))
            ids[old] = ids[new] = label
        for node in io_toposort([old for old, _ in pairs], [root]):
            for v in node.inputs:
                if v not in ids:
                    ids[v] = leaf(v)
            key = number((node.op, tuple(ids[v] for v in node.inputs)))
            for v in node.outputs:
                ids.setdefault(v, number((key, v.index)))
        return ids[root] if root in ids else leaf(root)

    def leaf(v):
        return number(("constant", v.signature()) if isinstance(v, Constant) else ("leaf", id(v)))

    return var1.type == var2.type and fingerprint(var1) == fingerprint(var2)
