"""The unknowns of a problem: variables of any shapes as one flat vector, as SciPy's solvers have it, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import tensor as T
from ..compile.shared import SharedVariable
from ..description import spelled
from ..errors import plain_class
from ..graph.messages.called import called, with_type
from ..graph.variable import Constant, Variable
from ..scalar.dtypes import float_dtypes
from ..tensor.types.type import TensorType

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def leaves(container: Any) -> list[Any]:
    """Return what is in nested lists, tuples and dicts, in their order; anything else is a leaf.

    Examples
    --------
    >>> leaves([1, {"a": 2, "b": (3, None)}])
    [1, 2, 3, None]
    """
    if isinstance(container, Mapping):
        container = container.values()
    elif not isinstance(container, (list, tuple)):
        return [container]
    return [leaf for element in container for leaf in leaves(element)]


def mapped(function: Callable[..., Any], structure: Any, *others: Any) -> Any:
    """Return a container like `structure` of what a function makes of its leaves and of those beside them in `others`.

    A leaf of `structure` may stand beside a container.

    Raises
    ------
    KeyError, IndexError, TypeError
        If one of `others` has no element at the place of one of `structure`.

    Examples
    --------
    >>> mapped(lambda a, b: (a, b), {"a": 1, "b": [2]}, {"a": (3, 4), "b": [5]})
    {'a': (1, (3, 4)), 'b': [(2, 5)]}
    """
    if isinstance(structure, Mapping):
        return {key: mapped(function, value, *(o[key] for o in others)) for key, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        kind = tuple if isinstance(structure, tuple) else list
        return kind(mapped(function, value, *(o[i] for o in others)) for i, value in enumerate(structure))
    return function(structure, *others)


class Unknowns:
    """The variables that a solver looks for, and the flat vector in which it has them.

    Parameters
    ----------
    wrt : Variable, or list, tuple or dict of Variable
        Of floats; lists, tuples and dicts may be nested.
    start : array_like, or containers as `wrt`, optional
        Start values. Those of shared variables are by default their values.

    Attributes
    ----------
    variables : list of Variable
    vector : Variable
        The flat vector, of float64 as SciPy's.
    pieces : list of Variable
        The part of the vector for each variable, of its type.
    values : ndarray, shape (n,)
        The flat start values.
    shapes : list of tuple
        The shape of each variable.

    Raises
    ------
    TypeError
        If an unknown is not a variable of floats.
    ValueError
        If there is no unknown, one occurs twice, or there is no start value.
    """

    def __init__(self, wrt: Any, start: Any = None) -> None:
        if isinstance(wrt, Iterable) and not isinstance(wrt, (Variable, Mapping, list, tuple, str, np.ndarray)):
            wrt = list(wrt)
        self.structure = wrt
        self.variables = leaves(wrt)
        _check(self.variables)
        starts = self.beside(start, "x0") if start is not None else [None] * len(self.variables)
        arrays = [_start(v, value) for v, value in zip(self.variables, starts)]
        self.shapes = [a.shape for a in arrays]
        self.ends = np.cumsum([a.size for a in arrays]).tolist()
        self.values = np.concatenate([np.ravel(a).astype("float64") for a in arrays])
        if not self.values.size:
            raise ValueError("there is nothing to look for: the unknowns have no elements")
        self.vector = T.dvector("x")
        self.pieces = [self._piece(v, at, shape) for v, at, shape in zip(self.variables, self.slices, self.shapes)]

    @property
    def slices(self) -> list[slice]:
        """The part of the flat vector for each variable."""
        return [slice(begin, end) for begin, end in zip([0, *self.ends], self.ends)]

    def _piece(self, v, at, shape):
        piece = T.cast(T.reshape(self.vector[at], shape, ndim=len(shape)), v.type.dtype)
        piece = v.type.filter_variable(T.patternbroadcast(piece, v.type.broadcastable))
        piece.name = v.name or spelled(v)  # for errors
        return piece

    def beside(self, given: Any, name: str) -> list[Any]:
        """Return what a container of the same structure holds for each variable.

        A list beside a single variable is its array.

        Raises
        ------
        ValueError
            If the container has another structure.
        """
        try:
            found = []
            mapped(lambda v, value: found.append(value), self.structure, given)
            fits = _lengths(self.structure, given)
        except (KeyError, IndexError, TypeError):
            fits = False
        if not fits:
            raise ValueError(
                f"{name} must have the structure of wrt, with one entry for each of its {len(self.variables)} "
                f"variables: it is {called(given)}"
            )
        return found

    def flat(self, arrays: list[Any]) -> Any:
        """Return variables of the shapes of the unknowns as one flat vector."""
        parts = [T.cast(T.flatten(a), "float64") for a in arrays]
        return T.concatenate(parts) if len(parts) > 1 else parts[0]

    def arrays(self, x: NDArray[Any]) -> list[NDArray[Any]]:
        """Return the values of the variables in a flat vector, as new arrays."""
        parts = zip(self.variables, self.slices, self.shapes)
        return [np.asarray(x[at]).reshape(shape).astype(v.type.dtype) for v, at, shape in parts]

    def structured(self, x: NDArray[Any]) -> Any:
        """Return the values in a flat vector in containers like those of the variables."""
        arrays = iter(self.arrays(x))
        return mapped(lambda v: next(arrays), self.structure)

    def assign(self, x: NDArray[Any]) -> None:
        """Give the shared variables among the unknowns their values in a flat vector, unless some are not finite."""
        if np.isfinite(x).all():
            for v, value in zip(self.variables, self.arrays(x)):
                if isinstance(v, SharedVariable):
                    v.set_value(value, borrow=True)


def _lengths(structure, given):
    """Return whether containers have equal lengths where both have some."""
    if isinstance(structure, Mapping):
        return structure.keys() == given.keys() and all(_lengths(v, given[k]) for k, v in structure.items())
    if isinstance(structure, (list, tuple)):
        return len(structure) == len(given) and all(map(_lengths, structure, given))
    return True


def _check(variables):
    if not variables:
        raise ValueError("there is nothing to look for: wrt is empty; pass the variables to look for")
    for i, v in enumerate(variables):
        if not isinstance(v, Variable) or isinstance(v, Constant):
            raise TypeError(
                f"unknown {i} is no variable: it is {with_type(v)}; pass shared variables, or variables and x0"
            )
        if not isinstance(v.type, TensorType) or v.type.dtype not in float_dtypes:
            raise TypeError(
                f"unknown {i} is {with_type(v)}: SciPy's solvers look for real numbers.\nhint: use a dense array of "
                "floats"
            )
        if v.owner is not None:
            raise TypeError(f"unknown {i}, {with_type(v)}, is computed: pass what it is computed from")
        if any(v is w for w in variables[:i]):
            raise ValueError(f"the unknown {with_type(v)}, occurs twice: pass each once")


def _start(v, value):
    """Return the start value of a variable as an array."""
    if value is None:
        if not isinstance(v, SharedVariable):
            raise ValueError(f"there is no start value for {with_type(v)}: pass x0, or make it shared")
        return v.get_value()
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.ndim != v.type.ndim:
        raise TypeError(f"the start value of {with_type(v)}, is {called(value)}: it must be {v.type.ndim}-d and real")
    try:
        return v.type.filter(array.astype(v.type.dtype), strict=False)
    except (TypeError, ValueError) as error:
        raise plain_class(error)(f"the start value of {with_type(v)}: {error}") from error
