"""The methods of ``scipy.optimize.minimize``, and what each of them takes."""

from __future__ import annotations

from typing import NamedTuple

import scipy

from ..nearest import did_you_mean


class Method(NamedTuple):
    """A method of ``scipy.optimize.minimize``."""

    gradient: bool = True
    second: str = ""
    """The second derivatives that it takes: ``"product"`` with a vector, the whole ``"matrix"``, or none."""

    bounds: bool = False
    constraints: bool = False


METHODS = {
    "nelder-mead": Method(gradient=False, bounds=True),
    "powell": Method(gradient=False, bounds=True),
    "cobyla": Method(gradient=False, bounds=True, constraints=True),
    "cobyqa": Method(gradient=False, bounds=True, constraints=True),
    "cg": Method(),
    "bfgs": Method(),
    "l-bfgs-b": Method(bounds=True),
    "tnc": Method(bounds=True),
    "slsqp": Method(bounds=True, constraints=True),
    "newton-cg": Method(second="product"),
    "trust-ncg": Method(second="product"),
    "trust-krylov": Method(second="product"),
    "trust-constr": Method(second="product", bounds=True, constraints=True),
    "trust-exact": Method(second="matrix"),
    "dogleg": Method(second="matrix"),
}
if tuple(map(int, scipy.__version__.split(".")[:2])) < (1, 14):
    del METHODS["cobyqa"]
OWN = Method(bounds=True, constraints=True)
"""A method that is a function of the user."""


def check_name(method, names):
    """Check the name of a method.

    Raises
    ------
    ValueError
        If it is not among `names`.
    """
    if method not in names:
        raise ValueError(
            f"there is no method {method!r}.{did_you_mean(method, names)} It must be one of {', '.join(names)}"
        )


def chosen(method, bounded, constrained):
    """Return the name of a method as SciPy's defaults have it, and what it takes.

    Raises
    ------
    ValueError
        If there is no such method, or it cannot do what is asked for.
    TypeError
        If it is neither a name nor a function.
    """
    if callable(method):
        return method, OWN
    if method is None:
        method = "SLSQP" if constrained else "L-BFGS-B" if bounded else "BFGS"
    if not isinstance(method, str):
        raise TypeError(f"method must be the name of a method of scipy.optimize.minimize, not {method!r}")
    if method.lower() not in METHODS:
        check_name(method, METHODS)
    found = METHODS[method.lower()]
    for wanted, has, what in [(bounded, "bounds", "bounds"), (constrained, "constraints", "constraints")]:
        if wanted and not getattr(found, has):
            able = ", ".join(name for name, m in METHODS.items() if getattr(m, has))
            raise ValueError(f"the method {method} takes no {what}: use one of {able}")
    return method, found
