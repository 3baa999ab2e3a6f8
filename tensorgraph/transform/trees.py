"""Trees of values: nested lists, tuples, dicts and dataclasses, whose leaves are variables, arrays and numbers.

Values that are none of these, such as texts and functions, belong to the form of a tree.
"""

from __future__ import annotations

import dataclasses
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..gradient.gradientlist import GradientList
from ..graph.variable import Variable

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from typing import Any


class TreeForm(NamedTuple):
    """The form of a tree without its leaves; two are equal if their trees have the same form.

    Parameters
    ----------
    kind : type or None
        Of the container; None stands for a leaf, the class Passed for a value that belongs to the form.
    keys : tuple
        The keys of a dict or names of fields, in order; the type of such a value, and the value.
    parts : tuple of TreeForm
        The forms of what it holds.
    """

    kind: Any
    keys: tuple[Hashable, ...]
    parts: tuple[Any, ...]


class _Factory(NamedTuple):
    """The default factory of a dict."""

    function: Any


class Passed:
    """The kind of a value that is no number."""


LEAF = TreeForm(None, (), ())
_new = tuple.__new__  # without the checks of named tuples, which take longer than the rest


# leaves that are met most often, so that nothing else is asked of them
_LEAVES = frozenset((np.ndarray, float, int, bool))
_NUMBERS = Variable, np.ndarray, np.generic, bool, int, float, complex


def opened(tree: Any) -> tuple[Any, Any] | None:
    """Return the keys and parts of a container, or None for anything else."""
    kind = type(tree)
    if kind in _LEAVES or kind is str:
        return None
    if kind is tuple or kind is list or kind is GradientList:
        return (), tree
    if tree is None:
        return (), ()
    if isinstance(tree, dict):
        try:
            keys = tuple(tree) if isinstance(tree, OrderedDict) else tuple(sorted(tree))
        except TypeError:
            keys = tuple(tree)
        parts = [tree[key] for key in keys]
        # what a dict makes of a key that it has not got belongs to its form
        return (keys if kind is not defaultdict else (_Factory(tree.default_factory), *keys)), parts
    if isinstance(tree, tuple) and hasattr(kind, "_fields"):
        return (), tree
    if hasattr(kind, "__dataclass_fields__"):
        names = tuple([field.name for field in dataclasses.fields(tree)])
        return names, [getattr(tree, name) for name in names]
    return None


def flattened(tree: Any) -> tuple[list[Any], TreeForm]:
    """Return the leaves of a tree, and its form.

    Parameters
    ----------
    tree : tree
        None is a tree without leaves; keys of a dict are sorted if they can be.

    Returns
    -------
    leaves : list
        Variables, arrays and numbers; whatever `tree` is, if it is no container.
    shape : TreeForm

    Examples
    --------
    >>> leaves, shape = flattened({"b": [1, 2], "a": 3})
    >>> leaves, rebuilt(shape, [30, 10, 20])
    ([3, 1, 2], {'a': 30, 'b': [10, 20]})
    """
    leaves = []
    form = _gathered(tree, leaves)
    return ([tree], LEAF) if form.kind is Passed else (leaves, form)


def _gathered(tree, leaves):
    found = opened(tree)
    if found is None:
        kind = type(tree)
        if kind not in _LEAVES and not isinstance(tree, _NUMBERS) and not hasattr(kind, "__array__"):
            return _new(TreeForm, (Passed, (kind, tree), ()))
        leaves.append(tree)
        return LEAF
    keys, parts = found
    return _new(TreeForm, (kind_of(tree), keys, tuple([_gathered(part, leaves) for part in parts])))


def kind_of(tree: Any) -> Any:
    """Return the type of a container; a list of gradients is a list."""
    kind = type(tree)
    return list if kind is GradientList else kind


def rebuilt(shape: TreeForm, leaves: list[Any]) -> Any:
    """Return the tree of a form with other leaves.

    Parameters
    ----------
    shape : TreeForm
    leaves : list
        As many as the form has.

    Returns
    -------
    tree
    """
    return _rebuilt(shape, iter(leaves))


def _rebuilt(shape, leaves):
    kind, keys, forms = shape
    if kind is None:
        return next(leaves)
    if kind is Passed:
        return keys[1]
    parts = [_rebuilt(part, leaves) for part in forms]
    if kind is list:
        return parts
    if kind is tuple:
        return tuple(parts)
    if kind is dict:
        return dict(zip(keys, parts))
    if kind is type(None):
        return None
    if issubclass(kind, dict):
        found = kind.__new__(kind)
        if kind is defaultdict:
            factory, *keys = keys
            found.default_factory = factory.function
        for key, part in zip(keys, parts):
            found[key] = part
        return found
    if issubclass(kind, tuple):
        return kind(*parts)
    found = object.__new__(kind)
    for name, part in zip(keys, parts):
        object.__setattr__(found, name, part)
    return found


def passed(shape: TreeForm) -> Iterator[Any]:
    """Yield the values that belong to a form.

    Parameters
    ----------
    shape : TreeForm

    Yields
    ------
    object
    """
    if shape.kind is Passed:
        yield shape.keys[1]
    for part in shape.parts:
        yield from passed(part)


def spread(prefix: Any, tree: Any, what: str) -> list[Any]:
    """Return for each leaf of `tree` the leaf of `prefix` that stands at its place or above it.

    Parameters
    ----------
    prefix : tree
        Of ints and None, which are leaves here.
    tree : tree
    what : str
        How errors call the prefix.

    Raises
    ------
    ValueError
        If the prefix has another form than the tree.

    Examples
    --------
    >>> spread((0, None), ([1, 2], 3), "in_axes")
    [0, 0, None]
    """
    if prefix is None or isinstance(prefix, int):
        leaves: list[Any] = []
        _gathered(tree, leaves)
        return [prefix] * len(leaves)
    own, parts = opened(prefix), opened(tree)
    fits = own is not None and parts is not None and len(own[1]) == len(parts[1])
    kinds = {kind_of(prefix), kind_of(tree)}
    if not fits or len(kinds) > 1 and kinds != {list, tuple} or own[0] != parts[0]:
        raise ValueError(
            f"{what} must be an int, None, or of the form of what it belongs to: {prefix!r} does not fit {tree!r}"
        )
    return [axis for p, t in zip(own[1], parts[1]) for axis in spread(p, t, what)]
