"""Names of dtypes in the place of names of variables."""

import warnings

from ...graph.messages.called import with_type
from ...scalar.dtypes import all_dtypes
from ...userline import user_level


def warn_of_dtype_as_name(name, dtype, hint):
    """Warn of a variable that is named by another dtype than it has: what is wanted is probably that dtype.

    Parameters
    ----------
    name : str
    dtype : str
        That of the variable.
    hint : str
        How the dtype is passed.
    """
    if isinstance(name, str) and name in all_dtypes and name != dtype:
        warnings.warn(
            f"{name!r} is taken as the name of a variable of dtype {dtype}. For the dtype use {hint}",
            stacklevel=user_level(),
        )


def check_name(name, value):
    """Check the name of a shared variable with a value.

    Raises
    ------
    TypeError
        If it is no text.
    """
    if name is None:
        return
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, not {with_type(name)}: the arguments are the value and its name")
    dtype = str(getattr(value, "dtype", type(value).__name__))
    warn_of_dtype_as_name(name, dtype, f"theano.shared(np.asarray(value, {name!r}))")
