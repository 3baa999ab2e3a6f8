"""The intermediate values of a call."""

from collections import Counter

import numpy as np

from ..graph.messages.called import cut
from ..graph.places.location import as_location
from ..nearest import did_you_mean
from .tabular import Table, line_text

_MOST = 50  # characters of a value or a line
_NAMES = 12  # that an error lists


class Inspection(Table, dict):
    """The intermediate values of a call by name; made by ``tensorgraph.inspect``.

    A variable without a name has the text of the expression that made it.

    Attributes
    ----------
    variables : dict
        From the names to the variables.
    """

    def __missing__(self, name):
        guess = did_you_mean(name, self) or f" Use one of {', '.join(list(self)[:_NAMES])}."
        raise KeyError(f"there is no value {name!r}.{guess}")

    def __init__(self, title, pairs):
        super().__init__()
        self.title, self.variables = title, {}
        used = Counter()
        for v, value in pairs:
            name = base = name_of(v)
            while name in self:
                used[base] += 1
                name = f"{base} ({used[base] + 1})"
            self[name], self.variables[name] = value, v

    def cells(self):
        """Return the head and the lines of the table."""
        lines = []
        for name, value in self.items():
            where = self.variables[name].where_made
            array = np.asarray(value) if np.isscalar(value) or isinstance(value, np.ndarray) else None
            text = repr(value) if array is None or array.size <= 4 else _spread(array)
            lines.append([
                cut(name, _MOST), str(getattr(value, "dtype", type(value).__name__)), str(getattr(value, "shape", "")),
                cut(" ".join(text.split()), _MOST), line_text([] if where is None else [as_location(where).location()]),
            ])
        return ["name", "dtype", "shape", "value", "from"], lines


def _spread(array):
    if array.dtype.kind not in "fiub":
        return f"{array.size} elements"
    bad = "" if array.dtype.kind != "f" or np.isfinite(array).all() else ", not all finite"
    with np.errstate(all="ignore"):
        return f"{array.min():.4g} to {array.max():.4g}, mean {array.mean():.4g}{bad}"


def name_of(v):
    """Return the name of a variable, else the expression that made it, else its operation."""
    if v.name:
        return v.name
    where = None if v.where_made is None else as_location(v.where_made).location()
    return where.expression if where is not None and where.expression else str(v)
