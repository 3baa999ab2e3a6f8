"""The table of batching rules, and the walk that applies it to a graph.

A *stack* is a variable with the values of an inner variable for each of `n` examples along a new first axis.  A rule
maps a node, and for each input its stack or the one value that all examples share, to stacks of the outputs.
"""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from ..graph.derivation import NoDerivation
from ..graph.trace import made_at
from ..graph.traverse import io_toposort
from ..graph.variable import Variable
from ..scalar import ScalarType
from ..tensor.shape.rebroadcast import patternbroadcast
from ..tensor.types.type import TensorType
from ..userline import user_level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any



class Given(NamedTuple):
    """The outer value of an inner variable: a stack of the examples' values, or one value for all."""

    v: Variable
    is_stack: bool


class NotBatched(Exception):
    """A node cannot be batched by itself: its results differ in shape among the examples, or cannot be stacked."""


_rules = {}
_draws = set()  # the rules of operations that draw random numbers


def batches(*classes: type, draws: bool = False) -> Callable[[Any], Any]:
    """Register a function as the batching rule of some classes of operations, and of those derived from them.

    Parameters
    ----------
    *classes : type
        Classes of operations.
    draws : bool
        Whether they draw random numbers by a state among their inputs. Then the rule is also called where no input is a
        stack, if each example has to draw numbers of its own.

    Returns
    -------
    callable
        A decorator. The rule is called with the ``Examples``, the node, and for each input a ``Given``, at least one of
        them a stack unless it draws. It returns a stack, a list of stacks for several outputs (a ``Given`` for one that
        all examples share), or None where it has no answer: a loop over the examples stands in. Where the shapes of
        results may differ among examples, it raises ``NotBatched(node)``.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.batching import batches
    >>> class Twice(theano.Op):
    ...     __props__ = ()
    ...     def make_node(self, x):
    ...         return theano.Apply(self, [x], [x.type()])
    ...     def perform(self, node, inputs, outputs):
    ...         outputs[0][0] = 2 * inputs[0]
    >>> @batches(Twice)
    ... def batch_twice(batch, node, x):
    ...     return node.op(x.v)
    >>> x = T.dmatrix("x")
    >>> theano.function([x], theano.vmap(Twice())(x))(np.ones((2, 2)))
    array([[2., 2.],
           [2., 2.]])
    """

    def register(function):
        _rules.update(dict.fromkeys(classes, function))
        if draws:
            _draws.add(function)
        return function

    return register


@cache
def _load():
    """Register the rules of this package, which few programs need all of."""
    families = import_module(f"{__package__}.families")
    for module in iter_modules(families.__path__):
        import_module(f"{families.__name__}.{module.name}")


def rule_of(op: Any) -> Any:
    """Return the batching rule of an operation, None if there is none."""
    found = _registered(op)
    if found is None:
        _load()
        found = _registered(op)
    return found


def _registered(op):
    return next((_rules[cls] for cls in type(op).__mro__ if cls in _rules), None)


def is_array(v):
    """Return True if values of `v` can be stacked."""
    return isinstance(v.type, (TensorType, ScalarType))


def stack_type(v):
    """Return the type of a stack of values of `v`."""
    return TensorType(v.type.dtype, (False, *getattr(v.type, "broadcastable", ())))


def fitted(v, wanted):
    """Return `v` with the broadcastable axes of another type of the same dtype."""
    if not isinstance(wanted, TensorType) or v.type == wanted:
        return v
    return patternbroadcast(v, wanted.broadcastable)


def batched(batch: Any, outputs: Sequence[Variable], stacks: dict[Variable, Variable]) -> list[Given]:
    """Return the outer values of the outputs of a graph.

    Parameters
    ----------
    batch : Examples
        The examples.
    outputs : list of Variable
        Of the graph of one example.
    stacks : dict
        From inner variables to stacks of their values.

    Returns
    -------
    list of Given

    Raises
    ------
    NotBatched
        If a node cannot be batched by itself: then a loop may run the whole graph for each example.
    """
    known = {v: Given(stack, True) for v, stack in stacks.items()}
    for node in io_toposort(list(stacks), outputs):
        if all(v in known for v in node.outputs):
            continue
        given = [known.get(v) or Given(v, False) for v in node.inputs]
        states = [v for v in node.inputs if v in batch.fresh]
        if any(g.is_stack for g in given) or states and rule_of(node.op) in _draws:
            with made_at(node.trace):
                known.update(zip(node.outputs, batch_node(batch, node, given)))
            continue
        # words of a state remain some where they are moved, but lengths of it, of another dtype, are none
        dtypes = {getattr(v.type, "dtype", None) for v in states}
        batch.fresh.update(v for v in node.outputs if getattr(v.type, "dtype", None) in dtypes)
        if any(g.v is not v for g, v in zip(given, node.inputs)):
            # the same for all examples, of what a rule found to be so
            inputs = [fitted(g.v, v.type) for g, v in zip(given, node.inputs)]
            made = node.clone_with_new_inputs(inputs)
            known.update(zip(node.outputs, [Given(v, False) for v in made.outputs]))
    return [known.get(v) or Given(v, False) for v in outputs]


def batch_node(batch, node, given):
    """Return the outer values of a node's outputs, by its rule or by a loop."""
    rule = rule_of(node.op)
    found = None if rule is None else rule(batch, node, *given)
    if found is None:
        stacked = [v for v, g in zip(node.inputs, given) if g.is_stack]
        if not all(map(is_array, [*stacked, *node.outputs])):
            raise NotBatched(node)
        if batch.loop is not None:
            tell(node)
        found = batch.looped(node, given)
    found = found if type(found) is tuple or isinstance(found, list) else [found]
    if len(found) != len(node.outputs):
        raise ValueError(f"the batching rule of {node.op} gave {len(found)} results for {len(node.outputs)} outputs")
    return [_outer(v, f) for v, f in zip(node.outputs, found)]


def tell(node):
    """Warn that a node runs in a loop over the examples."""
    covered = "these inputs of " if rule_of(node.op) is not None else ""
    warnings.warn(
        f"vmap: no batching rule covers {covered}{node.op}: it runs in a loop over the examples; "
        "tensorgraph.batching.batches registers a rule",
        stacklevel=user_level(),
    )


def _outer(inner, found):
    """Return what a rule found as a Given, of the type that belongs to the inner variable."""
    if not isinstance(found, Given):
        found = Given(found, True)
    if is_array(inner) and found.v.type.dtype != inner.type.dtype:
        raise TypeError(f"a batching rule gave {found.v.type} for {inner.type} of {inner.owner.op}")
    v = fitted(found.v, stack_type(inner) if found.is_stack else inner.type)
    if inner.derivation is not None and v.owner is not None and v.derivation is None:
        v.derivation = NoDerivation(), 0
    return Given(v, found.is_stack)
