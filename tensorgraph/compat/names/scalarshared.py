"""``theano.scalar.sharedvar``: shared variables of scalar types."""

import numpy as np

from ...compile.shared import SharedVariable
from ...scalar.type import get_scalar_type
from ...scalar.variable import ScalarOperators

__all__ = ["ScalarSharedVariable", "shared"]


class ScalarSharedVariable(ScalarOperators, SharedVariable):
    """A shared number."""

    def get_value(self, borrow=False, return_internal_type=False):
        """Return the number."""
        return self.container.value[()]


def shared(value, name=None, strict=False, allow_downcast=None):
    """Make a shared number of the type that NumPy gives it.

    Parameters
    ----------
    value : number
    name : str, optional
    strict, allow_downcast : bool, optional
        How values are converted.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano
    >>> from tensorgraph.compat.names.scalarshared import shared
    >>> i, rows = shared(1), theano.shared(np.array([[1.0], [2.0]]))
    >>> f = theano.function([], rows[i], updates=[(i, i - 1)])
    >>> f(), f(), int(i.get_value())
    (array([2.]), array([1.]), -1)
    """
    if not isinstance(value, (bool, int, float, complex, np.number, np.bool_)):
        raise TypeError(f"a number is needed, not {value!r} of type {type(value)}")
    kind = get_scalar_type(np.asarray(value).dtype.name)
    return ScalarSharedVariable(name=name, type=kind, value=value, strict=strict, allow_downcast=allow_downcast)
