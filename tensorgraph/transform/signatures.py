"""``vectorize``: a function on arrays of fixed rank, applied along all other axes."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from ..graph.messages.called import listed, with_type
from ..graph.messages.usersfunction import check_callable, definition
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.types.constant import as_tensor_variable
from .trees import flattened, rebuilt
from .vmap import vmap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

_CORE = r"\(\s*(?:\w+\s*(?:,\s*\w+\s*)*)?\)"
_SIGNATURE = re.compile(rf"^\s*({_CORE}(?:\s*,\s*{_CORE})*)?\s*->\s*({_CORE}(?:\s*,\s*{_CORE})*)\s*$")


def vectorize(
    f: Callable[..., Any] | None = None, signature: str | None = None, excluded: Collection[int] = ()
) -> Callable[..., Any]:
    """Return a function that applies `f` along all axes but the last ones, which its signature names.

    Parameters
    ----------
    f : callable, optional
        A function of variables on arrays of fixed rank; without it, a decorator is returned.
    signature : str, optional
        As of NumPy's generalized universal functions: ``"(n,m),(m)->(n)"`` for products of matrices and vectors. By
        default all are scalars.
    excluded : collection of int
        Positions of arguments that are passed on as they are.

    Returns
    -------
    callable
        The axes of the arguments before those of the signature are broadcast against each other as NumPy does.

    Raises
    ------
    ValueError
        If the signature is malformed, or when called, if an argument has too few axes or the number of arguments or
        results is not that of the signature.

    See Also
    --------
    vmap : along one axis that is chosen for each argument.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> @theano.vectorize(signature="(k),(k)->()")
    ... def distance(a, b):
    ...     return T.sqrt(((a - b) ** 2).sum())
    >>> x, y = T.dtensor3("x"), T.dvector("y")
    >>> f = theano.function([x, y], distance(x, y))
    >>> f(np.ones((2, 3, 4)), np.zeros(4)).shape
    (2, 3)
    """
    if f is None:
        return functools.partial(vectorize, signature=signature, excluded=excluded)
    check_callable(f, "vectorize")
    inputs, outputs = (None, None) if signature is None else _parsed(signature)

    @functools.wraps(f, updated=())
    def vectorized(*args: Any) -> Any:
        mapped = [i for i in range(len(args)) if i not in excluded]
        ranks = [0] * len(mapped) if inputs is None else inputs
        if len(ranks) != len(mapped):
            raise ValueError(
                f"the signature {signature!r} has {len(ranks)} arguments, {len(mapped)} were given: {listed(args)}.\n"
                "hint: use a signature with brackets for each argument, as '(n),(n)->()'"
            )
        variables = {i: as_tensor_variable(args[i]) for i in mapped}
        for i, rank in zip(mapped, ranks):
            if variables[i].type.ndim < rank:
                raise ValueError(
                    f"argument {i}, {with_type(args[i])}, has {variables[i].type.ndim} axes; "
                    f"the signature {signature!r} needs {rank} at least"
                )
        core = dict(zip(mapped, ranks))
        depth = max([variables[i].type.ndim - core[i] for i in mapped], default=0)
        return _over(f, args, variables, core, depth, outputs)

    return vectorized


def _parsed(signature):
    """Return the ranks of arguments and results."""
    match = _SIGNATURE.match(signature)
    if match is None:
        raise ValueError(f"{signature!r} is no signature; use one like '(n,m),(m)->(n)', with () for scalars")
    sides = [re.findall(_CORE, side or "") for side in match.groups()]
    return [[len(re.findall(r"\w+", part)) for part in side] for side in sides]


def _over(f, args, variables, core, depth, outputs):
    """Apply `f` along `depth` more axes: by maps, from the first axis on."""

    def call(*mapped):
        values = dict(zip(variables, mapped))
        return f(*[values.get(i, a) for i, a in enumerate(args)])

    def checked(*mapped):
        result = call(*mapped)
        found = [v.type.ndim for v in map(as_tensor_variable, flattened(result)[0])]
        if outputs is not None and found != outputs:
            raise ValueError(
                f"the function {definition(f)} returned arrays of ranks {found}; its signature says {outputs}.\nhint: "
                "the signature must name the axes of each result"
            )
        return result

    def mapped_over(function, left):
        """Map over the axis that has `left` others between itself and the core."""

        def outer(*values):
            axes, given = [], []
            for (_, rank), v in zip(core.items(), values):
                has = v.type.ndim - rank > left
                # an axis of length 1 is one value for all
                one = has and v.type.broadcastable[0]
                axes.append(0 if has and not one else None)
                given.append(DimShuffle(v.type.broadcastable, range(1, v.type.ndim))(v) if one else v)
            if all(axis is None for axis in axes):
                result = function(*given)
                return _with_axis(result)
            return vmap(function, tuple(axes))(*given)

        return outer

    function = checked
    for left in range(depth):
        function = mapped_over(function, left)
    return function(*variables.values())


def _with_axis(result):
    """Add an axis of length 1 in front of each result."""
    leaves, shape = flattened(result)
    return rebuilt(shape, [v.dimshuffle("x", *range(v.type.ndim)) for v in map(as_tensor_variable, leaves)])
