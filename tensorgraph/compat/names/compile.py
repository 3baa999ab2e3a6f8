"""Names of ``theano.compile`` that live elsewhere here."""

from ...graph.equal import is_same_graph
from ...tensor.rebroadcast import Rebroadcast
from ...tensor.shape import Shape_i

__all__ = ["Rebroadcast", "Shape_i", "get_info_on_inputs", "is_same_graph"]


def get_info_on_inputs(named_inputs, n_unnamed_inputs):
    """Say which inputs of a function have names.

    Parameters
    ----------
    named_inputs : list of str
    n_unnamed_inputs : int

    Returns
    -------
    str

    Examples
    --------
    >>> from tensorgraph.compat.names.compile import get_info_on_inputs
    >>> get_info_on_inputs(["x", "y"], 1)
    "The function has 2 named inputs ('x', 'y') and 1 unnamed input, which cannot be given by keyword."
    """
    parts = []
    if named_inputs:
        parts.append(f"{_inputs(len(named_inputs), 'named ')} ({', '.join(map(repr, named_inputs))})")
    if n_unnamed_inputs or not parts:
        rest = ", which cannot be given by keyword" if n_unnamed_inputs else ""
        parts.append(_inputs(n_unnamed_inputs, "unnamed " if n_unnamed_inputs else "") + rest)
    return f"The function has {' and '.join(parts)}."


def _inputs(n, kind):
    return f"{n or 'no'} {kind}input{'s' if n != 1 else ''}"
