"""``jacobian`` and ``hessian``: derivatives of a vector, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ..errors import ArgumentError
from ..graph.derivation import Derivation
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from .banded import by_diagonals
from .elementof import element_of, length_of
from .grad import as_list, format_as, grad, gradients_of
from .maprows import map_rows
from .wrt import no_variable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from ..typing import Variables


def _checked(wrt):
    wrt, use_list, use_tuple = as_list(wrt)
    for v in wrt:
        if not isinstance(v, Variable):
            raise TypeError(no_variable(v, wrt))
    return wrt, use_list, use_tuple


@overload
def jacobian(
    expression: Variable, wrt: Variable, consider_constant: Variables | None = ..., disconnected_inputs: str = ...
) -> TensorVariable: ...


@overload
def jacobian(
    expression: Variable, wrt: Sequence[Variable], consider_constant: Variables | None = ...,
    disconnected_inputs: str = ...
) -> list[TensorVariable]: ...


def jacobian(
    expression: Variable, wrt: Variables, consider_constant: Variables | None = None, disconnected_inputs: str = "raise"
) -> Any:
    """Return the Jacobian of a vector.

    Parameters
    ----------
    expression : Variable
        A vector; of a scalar the gradient is returned.
    wrt : Variable, list or tuple of Variable
        The variables to differentiate with respect to.
    consider_constant, disconnected_inputs
        As for :func:`grad`.

    Returns
    -------
    Variable, list or tuple of Variable
        For each of `wrt` a variable with one axis more, in front: one row for each element of
        `expression`.

    Raises
    ------
    TypeError
        If `expression` is no variable.
    ValueError
        If it has more than one axis.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> theano.function([x], theano.gradient.jacobian(x**2, x))([1.0, 2.0])
    array([[2., 0.],
           [0., 4.]])
    """
    if not isinstance(expression, Variable):
        raise TypeError(
            f"jacobian expects a Variable as `expression`, got {with_type(expression)}: pass one variable, as "
            "T.concatenate([x.flatten(), y.flatten()]) for several"
        )
    if expression.type.ndim > 1:
        raise ArgumentError(
            "jacobian expects a 1 dimensional variable as `expression`. If not use flatten to make it a vector. It is "
            f"{with_type(expression)}"
        )
    wrt, use_list, use_tuple = _checked(wrt)
    options = {"consider_constant": consider_constant, "disconnected_inputs": disconnected_inputs}
    if expression.type.ndim == 0:
        return format_as(use_list, use_tuple, grad(expression, wrt, **options))

    stops = {*wrt, *(consider_constant or ())}

    def row(index):
        return gradients_of(element_of(expression, index, stops), wrt, **options)

    n, constants = length_of(expression, stops), tuple(consider_constant or ())
    rows = [by_diagonals(expression, v, n, constants) for v in wrt]
    if any(matrix is None for matrix in rows):
        rows = map_rows(row, n, lambda: wrt)
    Derivation(take_again, [expression], wrt, consider_constant or ()).note_on(rows)
    return format_as(use_list, use_tuple, rows)


def take_again(starts, wrt, constants, points):
    """Return the Jacobians of the vector in `starts`."""
    return jacobian(starts[0], wrt, constants, "ignore")


@overload
def hessian(
    cost: Variable, wrt: Variable, consider_constant: Variables | None = ..., disconnected_inputs: str = ...
) -> TensorVariable: ...


@overload
def hessian(
    cost: Variable, wrt: Sequence[Variable], consider_constant: Variables | None = ..., disconnected_inputs: str = ...
) -> list[TensorVariable]: ...


def hessian(
    cost: Variable, wrt: Variables, consider_constant: Variables | None = None, disconnected_inputs: str = "raise"
) -> Any:
    """Return the Hessian of a scalar with respect to vectors.

    Parameters
    ----------
    cost : Variable
        The scalar.
    wrt : Variable, list or tuple of Variable
        Vectors.
    consider_constant, disconnected_inputs
        As for :func:`grad`.

    Returns
    -------
    Variable, list or tuple of Variable
        For each of `wrt` the matrix of the second derivatives with respect to it.

    Raises
    ------
    ValueError
        If the cost is no scalar, or a variable of `wrt` no vector.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> theano.function([x], theano.gradient.hessian((x**3).sum(), x))([1.0, 2.0])
    array([[ 6.,  0.],
           [ 0., 12.]])
    """
    if not isinstance(cost, Variable) or cost.type.ndim != 0:
        raise ArgumentError(
            f"hessian expects a 0 dimensional variable as `cost`: it is {with_type(cost)}; use cost.sum()"
        )
    wrt, use_list, use_tuple = _checked(wrt)
    for v in wrt:
        if v.type.ndim != 1:
            raise ArgumentError(
                f"hessian expects a (list of) 1 dimensional variable as `wrt`: {with_type(v)}, is none.\nhint: "
                "build the cost from a vector w and w.reshape(shape), and take the hessian with respect to w"
            )
    hessians = []
    for v in wrt:
        slope = grad(cost, v, consider_constant=consider_constant, disconnected_inputs=disconnected_inputs)
        stops = {v, *(consider_constant or ())}

        def row(index, v=v, slope=slope, stops=stops):
            element = element_of(slope, index, stops)
            return gradients_of(element, [v], consider_constant, "ignore")

        matrix = by_diagonals(slope, v, v.shape[0], tuple(consider_constant or ()))
        rows = map_rows(row, v.shape[0], lambda v=v: [v]) if matrix is None else [matrix]
        Derivation(take_again, [slope], [v], consider_constant or ()).note_on(rows)
        hessians.extend(rows)
    return format_as(use_list, use_tuple, hessians)
