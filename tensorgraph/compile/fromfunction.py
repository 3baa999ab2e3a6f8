"""Operations made from Python functions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ..graph.op import Op
from ..misuse import with_guesses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..graph.apply import Apply
    from ..graph.type import Type


class FromFunctionOp(Op):
    """An operation that calls a Python function on the values.

    Parameters
    ----------
    fn : callable
        Takes as many values as there are `itypes`; gives as many as there are `otypes`.
    itypes, otypes : list of Type
    infer_shape : callable, optional
        ``infer_shape(node, input_shapes)``.
    """

    calls_user_code = True

    def __init__(
        self, fn: Callable[..., Any], itypes: Sequence[Type], otypes: Sequence[Type],
        infer_shape: Callable[..., Any] | None = None
    ) -> None:
        self.fn = fn
        self.itypes = list(itypes)
        self.otypes = list(otypes)
        if infer_shape is not None:
            self.infer_shape = infer_shape

    def __eq__(self, other):
        return type(self) is type(other) and self.fn is other.fn

    def __hash__(self):
        return hash((type(self), self.fn))

    def __str__(self):
        return f"FromFunctionOp{{{self.fn.__name__}}}"

    __repr__ = __str__

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        results = self.fn(*inputs)
        if not isinstance(results, (list, tuple)):
            results = (results,)
        if len(results) != len(output_storage):
            raise ValueError(
                f"{self} gave {len(results)} values, but there are {len(output_storage)} otypes"
            )
        for cell, value in zip(output_storage, results):
            cell[0] = value

    def __reduce__(self):
        # if the decorator replaced the function by the op, the name in its module refers to the op
        try:
            found = getattr(import_module(self.fn.__module__), self.fn.__name__, None)
        except (ImportError, AttributeError):
            found = None
        if found is self:
            return _named, (self.fn.__module__, self.fn.__name__)
        return super().__reduce__()


def _named(module, name):
    return getattr(import_module(module), name)


@with_guesses
def as_op(
    itypes: Type | Sequence[Type], otypes: Type | Sequence[Type], infer_shape: Callable[..., Any] | None = None
) -> Callable[[Callable[..., Any]], FromFunctionOp]:
    """Decorate a function on values to make it an operation.

    Parameters
    ----------
    itypes, otypes : Type or list of Type
        Types of the inputs and outputs.
    infer_shape : callable, optional

    Returns
    -------
    callable
        From the function to the operation.

    Raises
    ------
    TypeError
        If `itypes` or `otypes` hold what is no type, or `infer_shape` cannot be called.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> @theano.as_op(itypes=[T.dvector], otypes=[T.dscalar])
    ... def spread(x):
    ...     return np.asarray(x.max() - x.min())
    >>> spread
    FromFunctionOp{spread}
    """
    itypes = itypes if isinstance(itypes, (list, tuple)) else [itypes]
    otypes = otypes if isinstance(otypes, (list, tuple)) else [otypes]
    if not all(hasattr(t, "filter") for t in itypes):
        raise TypeError("itypes has to be a list of Theano types")
    if not all(hasattr(t, "filter") for t in otypes):
        raise TypeError("otypes has to be a list of Theano types")
    if infer_shape is not None and not callable(infer_shape):
        raise TypeError("infer_shape needs to be a callable")

    def make(fn):
        return FromFunctionOp(fn, itypes, otypes, infer_shape)

    return make
