"""The graphs of a problem as functions of the flat vector of its unknowns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import tensor as T
from ..compile.collect import clone
from ..compile.function import function
from ..errors import DisconnectedInputError, plain_class
from ..gradient.jacobian import jacobian
from ..gradient.maprows import map_rows
from ..gradient.pushforward import Rop
from ..graph.messages.called import called, made_where, with_type
from ..graph.traverse import ancestors
from ..graph.variable import Variable
from ..scalar.dtypes import is_complex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from .unknowns import Unknowns


class Problem:
    """Graphs as functions of the flat vector of unknowns and of data.

    Parameters
    ----------
    unknowns : Unknowns
    inputs : list of Variable
        Further inputs of the graphs.
    args : list of array_like
        Their values.
    givens : dict or None
        Further replacements in the graphs, by variables or values.
    mode : str or Mode or None
    others : Unknowns, optional
        Further unknowns, with a flat vector of their own.

    Raises
    ------
    TypeError, ValueError
        If inputs and values do not fit.
    """

    def __init__(
        self, unknowns: Unknowns, inputs: Any = (), args: Any = (), givens: Mapping[Any, Any] | None = None,
        mode: Any = None, others: Unknowns | None = None,
    ) -> None:
        self.unknowns, self.mode = unknowns, mode
        self.inputs, self.data = [], []
        self.replacements = dict(zip(unknowns.variables, unknowns.pieces))
        if others is not None:
            self.replacements.update(zip(others.variables, others.pieces))
        inputs, args = _sequence(inputs, "inputs"), _sequence(args, "args")
        if len(inputs) != len(args):
            raise ValueError(f"there are {len(args)} args for {len(inputs)} inputs: pass one value for each")
        for v, value in [*zip(inputs, args), *_pairs(givens)]:
            if not isinstance(v, Variable):
                raise TypeError(f"inputs and givens must be variables: {with_type(v)}, is none")
            if v in self.replacements or v in self.inputs:
                raise ValueError(
                    f"{with_type(v)}, is given twice, as an unknown, in inputs or in givens: leave out one"
                )
            if isinstance(value, Variable):
                self.replacements[v] = value
            else:
                # an input rather than a constant: data are not folded into the graph
                stand_in = v.type(name=v.name)
                self.replacements[v] = stand_in
                self.inputs.append(stand_in)
                self.data.append(_converted(v, value))

    def of_vector(self, graph: Variable) -> Any:
        """Return a graph in which the pieces of the flat vector stand for the unknowns."""
        return clone([graph], replace=self.replacements)[0]

    def check_dependence(self, graphs: Sequence[Variable], unknowns: Unknowns | None = None) -> None:
        """Check that some graph depends on each unknown, or on each of other `unknowns`.

        Raises
        ------
        DisconnectedInputError
        """
        needed = set(ancestors(graphs))
        for v in (unknowns or self.unknowns).variables:
            if v not in needed:
                raise DisconnectedInputError(
                    f"nothing depends on the unknown {called(v)}{made_where(v)}\nhint: leave it out of wrt, or build "
                    f"the graph from this variable, not from another of the same name"
                )

    def gradient(self, cost: Any, disconnected: str = "raise") -> Any:
        """Return the flat gradient of a cost that :meth:`of_vector` returned."""
        return self.unknowns.flat(T.grad(cost, self.unknowns.pieces, disconnected_inputs=disconnected))

    def hessian(self, gradient: Any) -> Any:
        """Return the matrix of the derivatives of a flat gradient."""
        return jacobian(gradient, self.unknowns.vector, disconnected_inputs="ignore")

    def product(self, gradient: Any) -> tuple[Any, Any]:
        """Return a direction, and the product of the Hessian with it."""
        direction = T.dvector("direction")
        moved = Rop(gradient, self.unknowns.vector, direction, disconnected_outputs="ignore")
        return direction, moved

    def joined(self, graphs: Any) -> tuple[Any, int]:
        """Return graphs as one flat vector of float64, and its length at the start values."""
        found = [T.cast(T.flatten(self.of_vector(graph)), "float64") for graph in graphs]
        flat = T.concatenate(found) if len(found) > 1 else found[0]
        return flat, int(self.compiled(flat.shape[0])(self.unknowns.values))

    def compiled(self, outputs: Any, further: Sequence[Variable] = ()) -> Callable[..., Any]:
        """Return a function of the flat vector, and of values of `further` variables."""
        # the draws of random variables stay the same, so that the solver sees one function
        f = function(
            [self.unknowns.vector, *further, *self.inputs], outputs, mode=self.mode, on_unused_input="ignore",
            no_default_updates=True,
        )
        data = self.data

        def call(x: NDArray[Any], *values: Any) -> Any:
            return f(np.asarray(x, "float64"), *values, *data)

        return call


def jacobian_of(flat: Any, rows: int, vectors: Sequence[Any], columns: int) -> list[Any]:
    """Return the Jacobians of a vector of known length with respect to vectors of `columns` elements in total.

    They are taken row by row, in reverse mode, or column by column, in forward mode, whichever are fewer. A few rows
    are parts of one graph, which runs faster than a loop.
    """
    if rows <= _UNROLLED and rows <= columns:
        slopes = [T.grad(flat[i], list(vectors), disconnected_inputs="ignore") for i in range(rows)]
        return [T.stack(of_one) for of_one in zip(*slopes)]
    if rows <= columns or len(vectors) > 1:
        return jacobian(flat, list(vectors), disconnected_inputs="ignore")

    def column(index):
        unit = T.cast(T.eq(T.arange(vectors[0].shape[0]), index), "float64")
        return [Rop(flat, vectors[0], unit, disconnected_outputs="ignore")]

    return [map_rows(column, vectors[0].shape[0], lambda: [flat])[0].T]


_UNROLLED = 8  # rows of a Jacobian that are written out


def checked_list(graphs: Any, name: str) -> list[Any]:
    """Return one variable or a list of them as a list of variables of real numbers.

    Raises
    ------
    TypeError, ValueError
        If one is no such variable, or there is none.
    """
    found = list(graphs) if isinstance(graphs, (list, tuple)) else [graphs]
    if not found:
        raise ValueError(f"there are no {name}: the list is empty")
    return [checked_real(graph, name) for graph in found]


def checked_real(graph: Any, name: str, ndim: int | None = None) -> Any:
    """Return a variable of real numbers.

    Raises
    ------
    TypeError
        If it is none, or is not of rank `ndim`.
    """
    if not isinstance(graph, Variable):
        raise TypeError(f"{name} must be a variable, not {with_type(graph)}; build it from the unknowns")
    dtype = getattr(graph.type, "dtype", None)
    if not hasattr(graph.type, "ndim") or dtype is None or is_complex(dtype):
        raise TypeError(f"{name} must be a dense array of real numbers: it is {with_type(graph)}{made_where(graph)}")
    if ndim is not None and graph.type.ndim != ndim:
        hint = "use its sum() or mean()" if ndim == 0 else "use its flatten()"
        raise TypeError(
            f"{name} must be {'a scalar' if ndim == 0 else f'{ndim}-d'}: it is {with_type(graph)}{made_where(graph)}"
            f"\nhint: {hint}"
        )
    return graph


def _sequence(value, name):
    if isinstance(value, Variable) or not isinstance(value, (list, tuple)):
        raise TypeError(f"{name} must be a list, not {with_type(value)}")
    return list(value)


def _pairs(givens):
    if givens is None:
        return []
    if isinstance(givens, Mapping):
        return list(givens.items())
    if isinstance(givens, Iterable) and not isinstance(givens, (Variable, str)):
        pairs = list(givens)
        if all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
            return pairs
    raise TypeError(f"givens must be a dict from variables to values, not {with_type(givens)}")


def _converted(v, value):
    try:
        return v.type.filter(value, strict=False)
    except (TypeError, ValueError) as error:
        raise plain_class(error)(f"the value of {with_type(v)}: {error}") from error
