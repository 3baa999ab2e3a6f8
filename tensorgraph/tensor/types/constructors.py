"""Constructors of inputs by type: ``dmatrix("x")``, ``vector("v", dtype="int32")``, ``scalars("a", "b")``."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import TYPE_CHECKING

from ...config import config
from ...scalar.dtypes import unsupported_dtype
from .dtypename import warn_of_dtype_as_name
from .type import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import DType
    from .variable import TensorVariable

LETTERS = {
    "b": "int8", "w": "int16", "i": "int32", "l": "int64",
    "f": "float32", "d": "float64", "c": "complex64", "z": "complex128",
}
PATTERNS = {
    "scalar": (), "vector": (False,), "matrix": (False, False), "row": (True, False), "col": (False, True),
    "tensor3": (False,) * 3, "tensor4": (False,) * 4, "tensor5": (False,) * 5,
    "tensor6": (False,) * 6, "tensor7": (False,) * 7,
}
PLURALS = {"matrix": "matrices"}
_DOC = """A symbolic {kind}.

Parameters
----------
name : str, optional
dtype : str, optional
    ``config.floatX`` by default.
shape : sequence of int or None, optional
    Lengths of the axes, as far as they are known; functions check them.

Returns
-------
TensorVariable

Examples
--------
>>> import tensorgraph.tensor as T
>>> T.{kind}("x", dtype="float32")
x
"""

_PLURAL_DOC = """Several symbolic variables, each as ``{singular}`` makes it.

Parameters
----------
*names : str or None
    The name of each variable; a single text gives one name for each letter, and a number that many without names.
**kwargs
    For each of them, as ``shape``{dtype}.

Returns
-------
list of TensorVariable, or TensorVariable
    A single named variable is not in a list.

Examples
--------
>>> import tensorgraph.tensor as T
>>> T.{plural}("x", "y")
[x, y]
"""


def tensor(*args: Any, **kwargs: Any) -> TensorVariable:
    """Make a new variable: ``tensor(dtype, broadcastable, name=None)``, or with ``shape=(None, 3)`` for the flags.

    Parameters
    ----------
    dtype : str, optional
        ``config.floatX`` by default, where there is a shape.
    broadcastable : sequence of bool, optional
        For each axis whether its length is always 1.
    name : str, optional
    shape : sequence of int or None, optional
        Lengths of the axes, as far as they are known; functions check them.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If the first argument is no dtype.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.tensor("int64", (False, True), name="column").type
    TensorType(int64, col)
    """
    if args and isinstance(args[0], (list, tuple, int, float)):
        raise unsupported_dtype(args[0])
    name, shape = kwargs.pop("name", None), kwargs.pop("shape", None)
    if shape is not None and len(args) < 2 and "broadcastable" not in kwargs:
        kwargs["broadcastable"] = (False,) * len(shape)
        args = args or (kwargs.pop("dtype", config.floatX),)
    if len(args) == 3 and name is None:
        *args, name = args
    return TensorType(*args, **kwargs)(name, shape)


MOST = 10**6  # variables at once: more than that are a mistake


def _checked_number(n, function):
    """Return how many variables are asked for."""
    if isinstance(n, bool):
        raise TypeError(f"{function} needs names, or the number of variables as an integer, not {n}, a bool")
    if not 0 <= n <= MOST:
        raise ValueError(f"{function} makes from 0 to {MOST:,} variables at once: it is asked for {n}")
    return int(n)


def _plural(make, singular, name):
    """Return a function that makes several variables, from names, a string with a letter for each, or their number."""

    def several(*names, **kwargs):
        if len(names) == 1:
            (names,) = names
            if isinstance(names, Integral):  # a list also of one
                return [make(**kwargs) for _ in range(_checked_number(names, name))]
            if names is not None and (not isinstance(names, Iterable) or hasattr(names, "where_made")):
                return make(names, **kwargs)  # which refuses it
        made = [make(name, **kwargs) for name in names]
        return made[0] if len(made) == 1 else made

    several.__name__ = several.__qualname__ = name
    dtype = " and ``dtype``" if singular in PATTERNS else ""
    several.__doc__ = _PLURAL_DOC.format(singular=singular, plural=name, dtype=dtype)
    return several


def _float_constructor(kind, pattern):
    def make(
        name: str | None = None, dtype: DType | None = None, shape: Sequence[int | None] | None = None
    ) -> TensorVariable:
        if name is not None and dtype is None:
            warn_of_dtype_as_name(name, config.floatX, f"T.{kind}(dtype={name!r})")
        return TensorType(config.floatX if dtype is None else dtype, pattern)(name, shape)

    make.__name__ = make.__qualname__ = kind
    make.__doc__ = _DOC.format(kind=kind)
    return make


def _constructors():
    found = {}
    for kind, pattern in PATTERNS.items():
        plural = PLURALS.get(kind, kind + "s")
        make = found[kind] = _float_constructor(kind, pattern)
        found[plural] = _plural(make, kind, plural)
        for letter, dtype in LETTERS.items():
            t = found[letter + kind] = TensorType(dtype, pattern)
            found[letter + plural] = _plural(t, letter + kind, letter + plural)
    return found


CONSTRUCTORS = _constructors()
"""All constructors by name; the typed ones are the types themselves."""

globals().update(CONSTRUCTORS)
__all__ = ["tensor", *CONSTRUCTORS]
