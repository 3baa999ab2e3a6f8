"""``vmap``: a function of one example, applied to all examples of a batch without a loop."""

from __future__ import annotations

import functools
from contextlib import suppress
from typing import TYPE_CHECKING

from ..batching.examples import Examples
from ..batching.rulebook import NotBatched
from ..compile.callable import Function
from ..compile.function import function
from ..compile.inputs import In
from ..compile.updates import OrderedUpdates
from ..config import config
from ..graph.messages.called import called, listed, with_type
from ..graph.messages.usersfunction import call_function
from ..graph.testvalue import get_test_value
from ..graph.traverse import clone_replace
from ..graph.traverse import inputs as leaves_of
from ..graph.variable import Variable
from ..scan.returned import OutputsAndUpdates
from ..tensor.elementwise.math import eq
from ..tensor.random.newstates import new_states, note_new_value
from ..tensor.shape.assertion import Assert
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.rebroadcast import unbroadcast
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .exampleloops import loop_over, loop_over_graph
from .trees import flattened, rebuilt, spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def vmap(f: Any, in_axes: Any = 0, out_axes: Any = 0) -> Callable[..., Any]:
    """Return a function that applies `f` to each example of a batch.

    `f` is written for one example. The result builds the graph for all of them: each operation is replaced by one on
    arrays with one axis more, by the rule of its class, so that nothing loops in Python. Maps can be nested and
    differentiated.

    Parameters
    ----------
    f : callable, Function, or pair of lists of Variable
        A function of variables that returns variables; on both sides, trees of lists, tuples, dicts and dataclasses may
        take their place. Or a compiled function: then the result is one too. Or the inputs and outputs of a graph.
    in_axes : int, None, or tuple of them
        Along which axis of the arguments the examples lie; None for an argument that all examples share. One for each
        positional argument, or one for all; an argument that is a tree may have a tree of axes. Keyword arguments have
        their examples along axis 0.
    out_axes : int, None, or tree of them
        Along which axis of the results the examples are to lie; None for a result that does not depend on them.

    Returns
    -------
    callable
        Takes the arguments of `f` with an axis more.

    Raises
    ------
    TypeError
        If `f` is no function.
    ValueError
        When called, if an axis is out of range, no argument has an axis of examples, or `out_axes` is None for a result
        that depends on the example.
    AssertionError
        When the compiled graph runs on arguments with different numbers of examples.
    NotImplementedError
        When called, if a draw of random numbers cannot be made for each example.

    Warns
    -----
    UserWarning
        If an operation has no rule: it runs in a loop over the examples, inside of the graph.

    Notes
    -----
    Random variables that `f` makes draw different numbers for each example; those made outside of it are shared.

    See Also
    --------
    vectorize : by a signature, over any number of axes.
    tensorgraph.batching.batches : the rule of an operation of one's own.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, w = T.dmatrix("x"), T.dvector("w")
    >>> def loss(example, w):
    ...     return T.tanh(T.dot(example, w)) ** 2
    >>> def slope(example, w):
    ...     return theano.grad(loss(example, w), w)
    >>> slopes = theano.vmap(slope, in_axes=(0, None))(x, w)
    >>> theano.function([x, w], slopes)([[1.0, 0.0], [0.0, 2.0]], [0.1, 0.2]).round(3)
    array([[0.197, 0.   ],
           [0.   , 1.3  ]])

    Of a compiled function:

    >>> dot = theano.function([a := T.dvector(), b := T.dvector()], T.dot(a, b))
    >>> theano.vmap(dot)([[1.0, 2.0], [3.0, 4.0]], [[1.0, 1.0], [0.0, 1.0]])
    array([3., 4.])
    """
    if isinstance(f, Function):
        return _of_function(f, in_axes, out_axes)
    if isinstance(f, tuple) and len(f) == 2 and all(isinstance(part, (list, tuple)) for part in f):
        f = _of_graph(*f)
    if not callable(f):
        raise TypeError(
            f"vmap needs a function of variables, a compiled function, or a pair of lists of variables, not "
            f"{with_type(f)}.\nhint: vmap(lambda x: ...)(X) maps over the rows of X"
        )

    @functools.wraps(f, updated=())
    def mapped(*args: Any, **kwargs: Any) -> Any:
        return _Mapping(f, in_axes, out_axes, args, kwargs).results()

    return mapped


class _Mapping:
    """One call of a mapped function."""

    def __init__(self, f, in_axes, out_axes, args, kwargs):
        self.f, self.out_axes = f, out_axes
        leaves, self.shape = flattened((args, kwargs))
        if isinstance(in_axes, list):
            in_axes = tuple(in_axes)
        if isinstance(in_axes, tuple) and len(in_axes) != len(args):
            raise ValueError(
                f"in_axes has {len(in_axes)} entries, {in_axes}, for {len(args)} positional arguments.\nhint: give one "
                "for each argument, None for what all examples share; keyword arguments are mapped along axis 0"
            )
        axes = [*spread(in_axes, args, "in_axes"), *spread(0, kwargs, "in_axes")]
        self.stacks, self.inner = {}, []
        self.n = None
        for leaf, axis in zip(leaves, axes):
            self.inner.append(leaf if axis is None else self._example(leaf, axis))
        if self.n is None:
            raise ValueError(
                "vmap must map over an axis of at least one argument, but in_axes has None for all.\nhint: use "
                "in_axes=0 for examples along the first axis"
            )

    def _example(self, leaf, axis):
        """Return the variable of one example, and note the stack of all."""
        v = as_tensor_variable(leaf)
        if not isinstance(v.type, TensorType) or not -v.type.ndim <= axis < v.type.ndim:
            raise ValueError(
                f"vmap cannot map over axis {axis} of {with_type(v)}, which has {v.type.ndim} axes.\nhint: in_axes has "
                "None for an argument that all examples share"
            )
        axis %= v.type.ndim
        stack = v if not axis else DimShuffle(
            v.type.broadcastable, [axis, *[i for i in range(v.type.ndim) if i != axis]])(v)
        if stack.type.broadcastable[0]:
            stack = unbroadcast(stack, 0)
        n = stack.shape[0]
        if self.n is None:
            self.n, self.first = n, v
        elif v is not self.first:
            text = f"vmap: {called(self.first)} and {called(v)} have different numbers of examples"
            stack = Assert(text, on_lengths=True)(stack, eq(self.n, n))
        inner = TensorType(stack.type.dtype, stack.type.broadcastable[1:])(getattr(v, "name", None))
        inner.tag.inside = "the function that vmap maps"
        if config.compute_test_value != "off":
            with suppress(AttributeError, IndexError):
                inner.tag.test_value = get_test_value(stack)[0]
        self.stacks[inner] = stack
        return inner

    def results(self):
        """Return the tree of the results for all examples."""
        args, kwargs = rebuilt(self.shape, self.inner)
        with new_states() as fresh:
            tree = call_function(self.f, args, kwargs, "vmap")
        is_pair = isinstance(tree, OutputsAndUpdates)
        if is_pair:
            tree = _without_updates(tree, fresh)
        leaves, shape = flattened(tree)
        outputs = [v if isinstance(v, Variable) else as_tensor_variable(v) for v in leaves]
        axes = spread(self.out_axes, tree, "out_axes")
        batch = Examples(self.n, loop_over, fresh)
        states = _drawn_from(outputs, fresh)
        news = set(states.values())
        # the draws of all examples leave one value of a state, which no axis of examples belongs to
        values = [v for v in outputs if v not in news]
        try:
            made = batch.of([*values, *states.values()], self.stacks)
        except NotBatched as error:
            made = loop_over_graph(values, states, self.stacks, error.args[0])
        found = dict(zip([*values, *states.values()], made))
        for state, new in states.items():
            state.default_update = found[new].v
            note_new_value(state, found[new].v)
        placed = [
            found[v].v if v in news else self._placed(batch, v, found[v], axis) for v, axis in zip(outputs, axes)
        ]
        results = rebuilt(shape, placed)
        return OutputsAndUpdates([results, OrderedUpdates()]) if is_pair else results

    def _placed(self, batch, inner, given, axis):
        """Return the result for all examples, with these along `axis`."""
        if axis is None or not isinstance(inner.type, TensorType):
            if given.is_stack:
                raise ValueError(
                    f"out_axes is None for {with_type(inner)}, which depends on the example.\nhint: give the axis "
                    "along which the examples are to lie"
                )
            return given.v
        stack, ndim = batch.stacked(given), inner.type.ndim + 1
        if not -ndim <= axis < ndim:
            raise ValueError(
                f"out_axes has {axis} for a result of {ndim} axes, of {with_type(inner)}.\nhint: use axes from {-ndim} "
                f"to {ndim - 1}"
            )
        order = list(range(1, ndim))
        order.insert(axis % ndim, 0)
        return stack if order[0] == 0 else stack.dimshuffle(order)


def _without_updates(pair, fresh):
    """Return the outputs of the pair that a loop returns; states of new streams are updated as those of others are."""
    outputs, updates = pair
    lasting = [v for v in updates if v not in fresh]
    if lasting:
        raise TypeError(
            f"the function that vmap maps returns updates of {listed(lasting)}: which of the examples is to give the "
            "new value?\nhint: return outputs alone, and use theano.function(..., updates=...) for what is made of all"
        )
    return outputs


def _drawn_from(outputs, fresh):
    """Return the new states that outputs depend on, each with its value after the draws of one example."""
    if not fresh:
        return {}
    reached = set(leaves_of(outputs))
    states = {v: v.default_update if new is None else new for v, new in fresh.items() if v in reached}
    return {v: new for v, new in states.items() if new is not None}


def _of_graph(inputs, outputs):
    """Return the function of variables that a graph computes."""
    for v in [*inputs, *outputs]:
        if not isinstance(v, Variable):
            raise TypeError(f"vmap needs the variables at the ends of a graph, not {v!r}")

    def graph(*args):
        if len(args) != len(inputs):
            raise TypeError(
                f"the graph has {len(inputs)} inputs, {len(args)} were given.\nhint: pass one argument for each of "
                f"{listed(inputs)}"
            )
        fitting = [v.type.filter_variable(a) if isinstance(a, Variable) else a for v, a in zip(inputs, args)]
        return clone_replace(list(outputs), dict(zip(inputs, fitting)))

    return graph


def _of_function(f, in_axes, out_axes):
    """Return the compiled function that applies a compiled one to each example."""
    requested = f.maker.requested
    if requested is None:
        raise ValueError(
            f"vmap needs the graph that {f} was compiled from, which copies and loaded functions do not have.\nhint: "
            "map the Python function that builds the graph, and compile the result"
        )
    inputs, outputs, updates = requested.variables
    if updates:
        raise ValueError(
            f"vmap cannot map {f}: it updates {called(updates[0][0])}, once for all examples.\nhint: map the function "
            "that builds the graph, and say in theano.function what the update is for a batch"
        )
    outputs = clone_replace(outputs, dict(requested.givens or {}))
    count = len(inputs)
    axes = spread(tuple(in_axes) if isinstance(in_axes, (list, tuple)) else in_axes, tuple(inputs), "in_axes")
    stacks = [_argument(v, axis) for v, axis in zip(inputs, axes)]
    results = vmap((inputs, outputs), tuple(axes[:count]), out_axes)(*stacks)
    if isinstance(requested.outputs, dict):
        results = dict(zip(sorted(requested.outputs), results))
    elif not isinstance(requested.outputs, (list, tuple)):
        (results,) = results
    # whether inputs may be unused was said when the function was compiled
    return function([In(v, borrow=True) for v in stacks], results, mode=requested.mode, on_unused_input="ignore")


def _argument(v, axis):
    """Return the argument that holds the values of an input for all examples."""
    if axis is None:
        return v.type.make_variable(v.name)
    flags = list(v.type.broadcastable)
    flags.insert(axis % (len(flags) + 1), False)
    return TensorType(v.type.dtype, flags)(v.name)

