"""PyTorch's functions that are given variables: an error with the function that takes them."""

from importlib import import_module

from ...elsewhere import FUNCTIONS
from ...errors import NoCounterpartError
from ...graph.messages.called import with_type
from .refusals import NAMESPACE


def refused_by_torch(function, args, kwargs):
    """Return the error for a function of PyTorch; its operators leave the result to the variable then.

    Parameters
    ----------
    function : callable
    args : tuple
    kwargs : dict
        Its arguments.
    """
    name = function.__name__
    values = [w for v in (*args, *kwargs.values()) for w in (v if isinstance(v, (list, tuple)) else (v,))]
    variables = "; ".join([with_type(w) for w in values if hasattr(w, "where_made")])
    homes = [import_module(NAMESPACE), *[import_module(f"{NAMESPACE}.{home}") for home in ("nnet", "linalg")]]
    ours = next((f"{home.__name__}.{name}" for home in homes if name in home.__all__), None)
    return NoCounterpartError(
        f"torch.{name}",
        f"torch's {name} computes with values, and was given the variable {variables}\nhint: use "
        f"{ours or FUNCTIONS.get(name) or f'functions of {NAMESPACE}'}, or what a compiled function returns",
    )
