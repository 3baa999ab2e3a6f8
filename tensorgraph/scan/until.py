"""The condition that ends a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..misuse import guess_in_constructor
from ..tensor.types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ..typing import TensorLike


@guess_in_constructor
class until:
    """A condition that a step returns after its outputs and updates: the loop stops when it holds.

    The outputs of the step in which it holds are kept.

    Parameters
    ----------
    condition : Variable
        0-d.

    Raises
    ------
    ValueError
        If `condition` has axes.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> limit = T.dscalar("limit")
    >>> powers, _ = theano.scan(
    ...     lambda p: (p * 2, theano.scan_module.until(p * 2 > limit)),
    ...     outputs_info=T.ones((), "float64"),
    ...     n_steps=100,
    ... )
    >>> theano.function([limit], powers)(10.0)
    array([ 2.,  4.,  8., 16.])
    """

    def __init__(self, condition: TensorLike) -> None:
        self.condition = as_tensor_variable(condition)
        if self.condition.type.ndim:
            raise ValueError(f"the condition of until must be a scalar, but {condition} has {self.condition.type}")
