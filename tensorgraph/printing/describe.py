"""Short texts of graphs, for tests, logs and comparisons between runs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from ..graph.traverse import io_toposort, orphans
from .debugprint import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from ..graph.variable import Variable


def as_string(
    i: Sequence[Variable], o: Sequence[Variable], leaf_formatter: Callable[[Variable], str] = str,
    node_formatter: Callable[..., str] | None = None
) -> list[str]:
    """Return the texts of the outputs `o` as nested applications on the inputs `i`.

    A variable that is used several times is written out once, as ``*1 -> op(x)``, and as ``*1`` after that.
    """
    if node_formatter is None:
        node_formatter = _application
    inside = io_toposort(i, o)
    stop = set(i) | set(orphans(i, o))
    used = {}
    for v in [v for v in o if v.owner is not None and v not in stop]:
        used[v.owner] = used.get(v.owner, 0) + 1
    for node in inside:
        for v in node.inputs:
            if v.owner is not None and v not in stop:
                used[v.owner] = used.get(v.owner, 0) + 1
    numbers = {node: n for n, node in enumerate((node for node, times in used.items() if times > 1), 1)}
    return _describe(o, stop, numbers, leaf_formatter, node_formatter)


def _application(node, arguments):
    return f"{node.op}({', '.join(arguments)})"


def _describe(o, stop, numbers, leaf_formatter, node_formatter):
    # each task is a variable to describe, or (a node whose arguments have just been described,)
    results, done = [], set()
    pending = list(reversed(o))
    while pending:
        task = pending.pop()
        if isinstance(task, tuple):
            (node,) = task
            n = len(node.inputs)
            arguments = results[len(results) - n :]
            del results[len(results) - n :]
            text = node_formatter(node, arguments)
            results.append(f"*{numbers[node]} -> {text}" if node in numbers else text)
        elif task.owner is None or task in stop:
            results.append(leaf_formatter(task))
        else:
            node = task.owner
            if node in done:
                suffix = f"::{task.index}" if len(node.outputs) > 1 else ""
                results.append(f"*{numbers[node]}{suffix}")
            else:
                done.add(node)
                pending.append((node,))
                pending.extend(reversed(node.inputs))
    return results


def min_informative_str(
    obj: Any, indent_level: int = 0, _prev_obs: dict[Any, str] | None = None,
    _tag_generator: Iterator[str] | None = None
) -> str:
    """Return a graph as a tree of text, down to variables that have names.

    Parameters
    ----------
    obj : Variable

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> a, b = T.scalars("a", "b")
    >>> print(theano.printing.min_informative_str(a + b))
    A. Elemwise{add,no_inplace}
     B. a
     C. b
    """
    seen = {} if _prev_obs is None else _prev_obs
    lines, pending = [], [(obj, indent_level)]
    while pending:
        item, level = pending.pop()
        if id(item) in seen:
            lines.append(f"{' ' * level}<{seen[id(item)]}>")
            continue
        tag = seen[id(item)] = letters(len(seen))
        owner = getattr(item, "owner", None)
        if isinstance(item, np.ndarray):
            text = "<ndarray>"
        elif getattr(item, "name", None) is not None:
            text = item.name
        elif owner is not None:
            text = str(owner.op)
            pending.extend((v, level + 1) for v in reversed(owner.inputs))
        else:
            text = str(item)
        lines.append(f"{' ' * level}{tag}. {text}")
    return "\n".join(lines)


def var_descriptor(
    obj: Any, _prev_obs: dict[Any, str] | None = None, _tag_generator: Iterator[str] | None = None
) -> str:
    """Return a text that is equal for equal computations, also between processes.

    Parameters
    ----------
    obj : Variable or ndarray

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> a = T.scalar("a")
    >>> theano.printing.var_descriptor(a + a)
    'A=Elemwise{add,no_inplace}(B=a,<B>)'
    """
    seen = {} if _prev_obs is None else _prev_obs
    text, pending = [], [obj]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            text.append(item)
            continue
        if id(item) in seen:
            text.append(f"<{seen[id(item)]}>")
            continue
        tag = seen[id(item)] = letters(len(seen))
        owner = getattr(item, "owner", None)
        text.append(f"{tag}=")
        if isinstance(item, np.ndarray):
            strides = ",".join(map(str, item.strides))
            text.append(f"<ndarray:strides=[{strides}],digest={hex_digest(item)}>")
        elif owner is not None:
            text.append(f"{owner.op}(")
            pending.append(")")
            for i, v in enumerate(reversed(owner.inputs)):
                if i:
                    pending.append(",")
                pending.append(v)
        elif getattr(item, "name", None) is not None:
            text.append(item.name)
        else:
            text.append(position_independent_str(item))
    return "".join(text)


def position_independent_str(obj: Any) -> str:
    """Return the text of `obj` without an address in memory.

    Parameters
    ----------
    obj : object

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> theano.printing.position_independent_str(T.dscalar("x"))
    'x'
    """
    text = str(obj)
    if " at 0x" in text:
        text = f"{text.split(' at 0x')[0]}>"
    return text


def hex_digest(x: NDArray[Any]) -> str:
    """Return a SHA-256 digest of an array's values, strides and shape.

    Parameters
    ----------
    x : ndarray

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph as theano
    >>> theano.printing.hex_digest(np.zeros(2))[:8] == theano.printing.hex_digest(np.zeros(2))[:8]
    True
    """
    x = np.asarray(x)
    strides = ",".join(map(str, x.strides))
    shape = ",".join(map(str, x.shape))
    return f"{hashlib.sha256(x.tobytes()).hexdigest()}|strides=[{strides}]|shape=[{shape}]"
