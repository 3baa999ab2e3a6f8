"""Variables as they are shown in notebooks."""

from html import escape

import numpy as np

from ..graph.variable import Constant
from .expression import expression
from .tabular import line_text

_MOST = 2000  # characters of a value


def variable_html(v):
    """Return a variable as HTML: name, formula, type, where it was made, and the value if it has one."""
    name = f"<b>{escape(v.name)}</b> " if v.name else ""
    formula = "" if v.owner is None else f"= <code>{escape(expression(v))}</code> "
    where = None if v.where_made is None else v.where_made.location()
    place = "" if where is None else f"<br><small>{escape(line_text([where]))}</small>"
    return f"{name}{formula}<small>{escape(str(v.type))}</small>{place}{_value(v)}"


def _value(v):
    if isinstance(v, Constant):
        value = v.data
    elif hasattr(v, "container"):
        value = v.container.storage[0]
    else:
        return ""
    with np.printoptions(threshold=30, edgeitems=2, precision=4):
        text = str(value)
    shape = f" {escape(str(value.shape))}" if hasattr(value, "shape") else ""
    return f"<br>value{shape}<pre>{escape(text[:_MOST])}</pre>"
