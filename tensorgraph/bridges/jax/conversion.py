"""The table of operations: from their classes to functions that compute the same with ``jax.numpy``."""

from importlib import import_module

FAMILIES = (
    "meanings", "elementwise", "reduce", "shape", "indexing", "creation", "products", "nnet", "convolutions", "pooling",
    "linalg", "sorting", "cumulative",     "ctc", "control", "looping", "draws", "transforms",
)
CONVERSIONS = {}
OWN = {}
ALWAYS = set()
_FOUND = {}


def converts(*ops, own=None, always=False):
    """Register the decorated function as the conversion of operations.

    Parameters
    ----------
    *ops : type
        Classes of operations; those derived from them are converted alike, but for the user's with another
        ``perform``.
    own : {"push", "pull"} or callable, optional
        Which derivative JAX takes from the operation itself, as where it has another convention: the pushforward, of
        which it makes the gradient too; or the pullback, ``L_op``, without which no forward mode is left. A function
        of the operation returns one of them, or None.
    always : bool
        Whether the function is called also where all inputs are known, in which case an operation runs by itself.

    Returns
    -------
    callable
        The decorator. The function takes the apply node and the values of its inputs: NumPy arrays where they are
        known, arrays of JAX otherwise; it returns the value of the output, or a list of them. The results are
        converted to the dtypes of the node.

    Examples
    --------
    >>> from tensorgraph.graph.op import Op
    >>> class Unheard(Op):
    ...     pass
    >>> @converts(Unheard)
    ... def convert_unheard(node, x):
    ...     return x
    >>> conversion_of(Unheard()) is convert_unheard
    True
    """

    def register(function):
        _FOUND.clear()
        for op in ops:
            CONVERSIONS[op] = function
            OWN[op] = own
            (ALWAYS.add if always else ALWAYS.discard)(op)
        return function

    return register


def entry_of(cls):
    """Return the class in the table that operations of a class are converted as, None if there is none."""
    if cls not in _FOUND:
        registered = dict(CONVERSIONS)
        for family in FAMILIES:
            import_module(f"{__package__}.families.{family}")
        if ".sparse." in cls.__module__:
            # they take long to import, and few graphs are sparse
            import_module(f"{__package__}.families.sparse")
        # what the user has registered stays
        CONVERSIONS.update(registered)
        base = next((base for base in cls.__mro__ if base in CONVERSIONS), None)
        ours = cls.__module__.startswith(__name__.partition(".")[0] + ".")
        # a class of the user may compute something else
        other = base is not None and not ours and getattr(cls, "perform", None) is not getattr(base, "perform", None)
        _FOUND[cls] = None if other else base
    return _FOUND[cls]


def conversion_of(op):
    """Return the function that converts an operation, None if there is none."""
    return CONVERSIONS.get(entry_of(type(op)))


def own_derivative(op):
    """Return which derivative JAX takes from an operation itself, None for none."""
    own = OWN.get(entry_of(type(op)))
    return own(op) if callable(own) else own


def is_always_converted(op):
    """Return True if an operation does not run by itself where its inputs are known."""
    return entry_of(type(op)) in ALWAYS
