"""``tensorgraph.inspect``: the intermediate values of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.messages.called import with_type
from ..graph.traverse import io_toposort
from ..insight.valuetable import Inspection
from ..misuse import with_guesses
from .function import function
from .insights import short_name

if TYPE_CHECKING:
    from typing import Any

    from .callable import Function


@with_guesses
def inspect(f: Function[Any], *args: Any, **kwargs: Any) -> Inspection:
    """Return the value of each variable between the inputs and the outputs of a function, in order of computation.

    The graph is computed as it was written, without updates: what the rewrites replace is there too.

    Parameters
    ----------
    f : Function
    *args, **kwargs
        The arguments of a call.

    Returns
    -------
    Inspection
        A dict from names to values; a variable without a name has the text of the expression that made it. It is a
        table as text and in notebooks.

    Raises
    ------
    TypeError
        If `f` is no compiled function.
    ValueError
        If the function was loaded or copied, so that the graph as it was written is not known.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> h = T.exp(x)
    >>> f = theano.function([x], (h * 2).sum())
    >>> theano.inspect(f, [0.0])["T.exp(x)"]
    array([1.])
    """
    if not hasattr(f, "maker"):
        raise TypeError(
            f"inspect needs a compiled function, as theano.function returns it, not {with_type(f)}.\nhint: use "
            "inspect(theano.function(inputs, outputs), *values)"
        )
    requested = f.maker.requested
    if requested is None:
        raise ValueError(
            f"{f.name} was loaded or copied: the graph as it was written is not known; compile it with "
            "tensorgraph.function"
        )
    _, outputs, updates = requested.variables
    variables = [v for node in io_toposort([], [*outputs, *[new for _, new in updates]]) for v in node.outputs]
    watched = function(
        requested.inputs, variables, mode=requested.mode, givens=requested.givens, no_default_updates=True,
        rebuild_strict=requested.rebuild_strict, allow_input_downcast=requested.allow_downcast,
        on_unused_input="ignore",
    )
    return Inspection(f"{short_name(f)}: {len(variables)} values", zip(variables, watched(*args, **kwargs)))
