"""``checkpoint``: gradients that compute a function again instead of keeping what it computed."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
from typing import TYPE_CHECKING

from ..compile.opfromgraph import OpFromGraph
from ..compile.shared import SharedVariable
from ..graph.messages.usersfunction import call_function, check_callable
from ..graph.testvalue import copy_test_value
from ..graph.traverse import ancestors, clone_replace, orphans
from ..graph.variable import Constant, Variable
from ..tensor.types.constant import as_tensor_variable
from .trees import flattened, opened, rebuilt

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def checkpoint(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose gradient computes `f` again, and keeps only its arguments.

    Long chains of layers need less memory in training: what is inside of a checkpointed layer is gone when the next
    layer runs, and made again on the way back.

    Parameters
    ----------
    f : callable
        A function of variables, or trees of them, that returns such.

    Returns
    -------
    callable
        The same function.

    Notes
    -----
    What `f` reads from around it, as variables of the function in which it is defined, counts as an argument too.

    See Also
    --------
    tensorgraph.scan_checkpoints : the same for the steps of a loop.

    References
    ----------
    A. Griewank and A. Walther, "Algorithm 799: revolve", ACM Transactions on Mathematical Software 26, 2000.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, w = T.dvector("x"), T.dmatrix("w")
    >>> layer = theano.checkpoint(lambda x, w: T.tanh(T.dot(x, w)))
    >>> cost = layer(layer(x, w), w).sum()
    >>> theano.function([x, w], theano.grad(cost, w))([1.0, 0.5], [[0.1, 0.2], [0.3, 0.4]]).shape
    (2, 2)
    """
    check_callable(f, "checkpoint")

    @functools.wraps(f, updated=())
    def checkpointed(*args: Any, **kwargs: Any) -> Any:
        leaves, shape = flattened((args, kwargs))
        given, inner = [], list(leaves)
        for i, leaf in enumerate(leaves):
            if isinstance(leaf, Variable) and not isinstance(leaf, Constant):
                given.append(leaf)
                inner[i] = leaf.type.make_variable(leaf.name)
                inner[i].tag.inside = "the function that checkpoint calls"
                copy_test_value(leaf, inner[i])
        args, kwargs = rebuilt(shape, inner)
        tree = call_function(f, args, kwargs, "checkpoint")
        made = [v for v in inner if isinstance(v, Variable) and not isinstance(v, Constant)]
        results, form = flattened(tree)
        results = list(map(as_tensor_variable, results))
        # what the function knows besides its arguments
        around = [v for v in closed_over(f) if v.owner is not None and not _depends(v, made)]
        more = [v for v in orphans([*made, *around], results) if not isinstance(v, (Constant, SharedVariable))]
        stand_ins = [v.type.make_variable(v.name) for v in around]
        results = clone_replace(results, dict(zip(around, stand_ins)))
        op = OpFromGraph([*made, *stand_ins, *more], results, name=getattr(f, "__name__", "checkpoint"))
        return rebuilt(form, op(*given, *around, *more, return_list=True))

    return checkpointed


def _depends(v, inputs):
    return any(w in inputs for w in ancestors([v]))


def _cells(function):
    """Return the values of the variables around a function that have one."""
    found = []
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):
            found.append(cell.cell_contents)
    return found


def closed_over(f: Any) -> list[Variable]:
    """Return the variables that a function, and functions that it calls, read from around them.

    Parameters
    ----------
    f : callable
        Of Python, or partial; trees of variables are searched, other objects are not.

    Returns
    -------
    list of Variable
    """
    found, seen, waiting = {}, set(), [f]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Variable):
            found[part] = None
            continue
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, functools.partial):
            waiting += [part.func, *part.args, *part.keywords.values()]
        elif inspect.isfunction(part):
            waiting += _cells(part)
            waiting += [part.__globals__[name] for name in part.__code__.co_names if name in part.__globals__]
            waiting += part.__defaults__ or ()
        elif isinstance(part, (list, tuple, dict)) or dataclasses.is_dataclass(part) and not isinstance(part, type):
            waiting += opened(part)[1]
    return list(found)
