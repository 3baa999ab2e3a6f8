"""NumPy's other functions on variables: ``numpy.sum(x, axis=0)``, ``numpy.linalg.norm(x)``, ``numpy.stack([x, y])``.

Where NumPy and Theano agree, it is the function of ``tensor`` of that name that makes the nodes. The modules
``reducing``, ``nanreducing``, ``rearranging`` and ``selecting`` have those for which they differ, with NumPy's
parameters.
"""

import functools
import inspect
from importlib import import_module

import numpy as np

from ...flags import theano_is_this
from ...graph.variable import Variable
from ..lazynames import HOMES
from . import fourier, nanreducing, rearranging, reducing, selecting
from .refusals import NAMESPACE, array_of, no_counterpart, refused_argument

# Theano's functions that take NumPy's arguments and return what NumPy does
AGREEING = frozenset(
    "allclose compress diagonal eye flatnonzero isclose moveaxis outer ravel_multi_index swapaxes tensordot tri "
    "unravel_index".split()
)
# what programs for Theano call to make a list of one variable or of several
_LISTING = frozenset(("numpy.atleast_1d", "numpy.atleast_2d", "numpy.atleast_3d"))
# which values of arguments are about memory, or are NumPy's defaults
_NEUTRAL = {
    "where": (True,), "subok": (True, False), "overwrite_input": (True, False), "device": (None, "cpu"), "out": (None,),
    "order": ("C", "F", "A", "K"), "casting": ("same_kind",),
}  # fmt: skip
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def apply_function(function, args, kwargs):
    """Return the nodes for the call of a function of NumPy.

    Raises
    ------
    NoCounterpartError
        If there is none, or not with these arguments.
    """
    name = f"{function.__module__}.{function.__name__}"
    if name in _LISTING and theano_is_this():
        return function(*[array_of(v) if isinstance(v, Variable) else v for v in args])
    ours = counterpart(name)
    if ours is None:
        raise no_counterpart(name, [*args, *kwargs.values()])
    names, variadic = _parameters(ours)
    bound = _signature(function, ours).bind(*args, **kwargs)
    positional, keywords, required = [], {}, True
    for key, value in bound.arguments.items():
        parameter = bound.signature.parameters[key]
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional += value
        elif required and parameter.kind in _POSITIONAL and parameter.default is parameter.empty:
            positional.append(value)
        elif parameter.kind is parameter.VAR_KEYWORD:
            keywords |= value
        elif key in names or variadic:
            keywords[key] = value
        elif not _is_neutral(key, value, parameter.default):
            raise refused_argument(name, key, value)
        required = required and parameter.default is parameter.empty
    for key, value in list(keywords.items()):
        if key not in names and not variadic:
            if not _is_neutral(key, value, "K" if key == "order" else None):
                raise refused_argument(name, key, value)
            del keywords[key]
    return ours(*positional, **_converted(keywords))


def _converted(keywords):
    """Return the arguments without those that NumPy has not been given, and with dtypes by name."""
    given = {key: value for key, value in keywords.items() if value is not np._NoValue}
    if given.get("dtype") is not None:
        given["dtype"] = np.dtype(given["dtype"]).name
    return given


def _is_neutral(key, value, default):
    """Return True if an argument asks for nothing that a variable has not, such as a layout in memory."""
    if value is default or value is np._NoValue:
        return True
    if key == "order" and default is None:
        # the fields by which to sort
        return False
    known = (default, *_NEUTRAL.get(key, ()))
    return any(type(value) is type(other) and value == other for other in known)


@functools.cache
def counterpart(name):
    """Return the function of tensors for one of NumPy by its full name, or None."""
    module, _, leaf = name.rpartition(".")
    if module == "numpy":
        for home in (reducing, nanreducing, rearranging, selecting):
            if leaf in home.__all__:
                return getattr(home, leaf)
        namespace = import_module(NAMESPACE)
        return getattr(namespace, leaf) if leaf in HOMES or leaf in AGREEING else None
    if module == "numpy.linalg":
        namespace = import_module(f"{NAMESPACE}.linalg")
        return getattr(namespace, leaf) if leaf in namespace.__all__ else None
    if module == "numpy.fft":
        # SciPy's transforms are imported when one is computed
        return getattr(fourier, leaf) if leaf in fourier.__all__ else None
    return None


@functools.cache
def _parameters(ours):
    """Return the names of the parameters of a function, and whether it takes any name."""
    parameters = inspect.signature(ours).parameters.values()
    return {p.name for p in parameters}, any(p.kind is p.VAR_KEYWORD for p in parameters)


@functools.cache
def _signature(function, ours):
    try:
        return inspect.signature(function)
    except ValueError:
        # a function in C that does not tell: then its counterpart has the same arguments
        return inspect.signature(ours)
