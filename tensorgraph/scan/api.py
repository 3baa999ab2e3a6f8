"""``scan``: build a loop from a function that describes one step."""

from __future__ import annotations

import warnings
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ..compile.collect import clone, rebuild_collect_shared
from ..compile.mode import get_mode
from ..compile.shared import SharedVariable
from ..compile.updates import OrderedUpdates
from ..config import config
from ..errors import StepsError
from ..graph.messages.called import called, listed, with_type
from ..graph.traverse import inputs as leaves
from ..graph.variable import Constant, Variable
from ..misuse import with_guesses
from ..scalar.dtypes import integer_dtypes
from ..tensor.elementwise.math import minimum
from ..tensor.random.newstates import note_new_value
from ..tensor.shape.axes import shape_padleft
from ..tensor.shape.rebroadcast import unbroadcast
from ..tensor.types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from ..tensor.types.type import TensorType
from ..userline import user_level
from .arguments import as_list, slices_of, states_of
from .op import Scan
from .returned import OutputsAndUpdates, get_updates_and_outputs
from .rowvariables import expand_empty, is_unknown, safe_new
from .stepcall import call_step, check_function, check_states

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..typing import ModeLike, Taps, TensorLike


@with_guesses
def scan(
    fn: Callable[..., Any], sequences: Taps = None, outputs_info: Taps = None, non_sequences: TensorLike | None = None,
    n_steps: TensorLike | None = None, truncate_gradient: int = -1, go_backwards: bool = False,
    mode: ModeLike | None = None, name: str | None = None, profile: bool | str = False, allow_gc: bool | None = None,
    strict: bool = False, return_list: bool = False
) -> tuple[Any, OrderedUpdates]:
    """Build a loop from `fn`, which describes one step and is called once, with variables.

    Parameters
    ----------
    fn : callable
        Takes, in this order, the rows of all sequences, the earlier rows of those outputs that have an initial state,
        and the `non_sequences`. It returns the outputs of a step (a variable, a list or tuple of them), or updates (a
        dict or a list of pairs from shared variables to their new values), or outputs and updates, each of them
        optionally followed by ``theano.scan_module.until(condition)``.
    sequences : Variable, dict, or list of them, optional
        What is read row by row along the first axis. ``dict(input=x, taps=[-1, 0, 1])`` gives a step the rows before,
        at and after its own, as three arguments.
    outputs_info : Variable, dict, None, or list of them, optional
        One for each output: None for one that no step reads; the initial state for one of which a step reads the row
        before; ``dict(initial=x, taps=[-3, -1])`` for one of which a step reads other earlier rows: x has as many rows
        as the taps reach back.
    non_sequences : Variable or list of them, optional
        What is passed to each step as it is. Variables that `fn` uses without getting them as arguments need not be
        given.
    n_steps : int or Variable, optional
        How many steps; as many as the shortest sequence has rows by default.
    truncate_gradient : int
        How many steps gradients flow back, -1 for all of them.
    go_backwards : bool
        Whether sequences are read from their end.
    mode : str or Mode, optional
        How the graph of a step is compiled.
    name : str, optional
        Shown in printed graphs and profiles.
    profile : bool or str
        Whether the loop is profiled.
    allow_gc : bool, optional
        Accepted for Theano's sake: buffers inside a loop live as long as its function.
    strict : bool
        Whether it is an error if `fn` uses a shared variable that is not among `non_sequences`.
    return_list : bool
        Whether a single output comes in a list too.

    Returns
    -------
    outputs : Variable, list of Variable, or None
        All rows of each output; None if there are no outputs.
    updates : OrderedUpdates
        The new values of shared variables, to be given to ``theano.function``.

    Raises
    ------
    ValueError
        If the number of steps is not known or below 0, or what `fn` returns does not fit `outputs_info`.
    TypeError
        If the types of a state and of what a step makes of it differ.
    MissingInputError
        If `strict` and a shared variable is missing.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, k = T.dvector("x"), T.dscalar("k")
    >>> h, updates = theano.scan(lambda x_t, h, k: T.tanh(x_t + k * h), x, T.zeros(()), k)
    >>> theano.function([x, k], h, updates=updates)([0.0, 1.0], 0.5)
    array([0.        , 0.76159416])
    """
    check_function(fn)
    others = [v if isinstance(v, Variable) else as_tensor_variable(v) for v in as_list(non_sequences)]
    slices = slices_of(as_list(sequences), go_backwards)
    outputs_info = as_list(outputs_info)
    states = states_of(outputs_info)
    n_steps = _checked_steps(n_steps)
    _check_truncation(truncate_gradient)
    _check_names(name, mode)
    fixed = _fixed(n_steps)
    once = fixed in (1, -1)
    steps = _number_of_steps(slices, n_steps)
    rows = [s.first if once else s.inside for s in slices]
    earlier = list(chain.from_iterable(s.first if once else s.inside for s in states))
    condition, outputs, updates = get_updates_and_outputs(call_step(fn, rows, earlier, others), fn)
    if once:
        if condition is not None:
            warnings.warn(f"the loop has one step only: its condition {condition} is ignored", stacklevel=user_level())
        outputs = [_as_rows(v) if isinstance(v.type, TensorType) else v for v in outputs]
        return _both(outputs, updates, return_list)
    if outputs_info and len(outputs) != len(outputs_info):
        raise ValueError(
            f"fn returned {len(outputs)} outputs, and outputs_info has {len(outputs_info)} entries. The outputs are "
            f"{listed(outputs)}.\nPlease provide None as outputs_info for any output that does not feed back into scan "
            "(i.e. it behaves like a map).\nhint: outputs_info must have an entry for each output, and a step must "
            "return as many outputs, in the same order"
        )
    check_states(states, outputs)
    allowed = as_list(non_sequences) if strict else None
    loop = _Loop(slices, states, others, outputs, updates, condition, steps, allowed)
    gc = config.scan.allow_gc if allow_gc is None else bool(allow_gc)
    info = dict(truncate_gradient=truncate_gradient, name=name, mode=mode, profile=profile, allow_gc=gc, strict=strict)
    outputs, updates = loop.outputs_and_updates(info)
    return _both(outputs or [None], updates, return_list and bool(outputs))


def _both(outputs, updates, return_list):
    return OutputsAndUpdates([outputs[0] if len(outputs) == 1 and not return_list else outputs, updates])


def _as_rows(v):
    """Return an array with `v` as its only row."""
    return unbroadcast(shape_padleft(v), 0)


def _checked_steps(n_steps):
    """Return the number of steps; a float of integral value is one, as in Theano."""
    if isinstance(n_steps, str):
        raise TypeError(f"n_steps must be an int or an integer variable, not {with_type(n_steps)}")
    if is_unknown(n_steps):
        return n_steps
    if isinstance(n_steps, float) and n_steps.is_integer():
        return int(n_steps)
    v = as_tensor_variable(n_steps) if isinstance(n_steps, (float, np.floating, np.ndarray)) else n_steps
    if hasattr(v, "type") and getattr(v.type, "dtype", "int64") not in integer_dtypes:
        raise ValueError(f"n_steps must be an int, but {called(n_steps)} has dtype {v.type.dtype}")
    if getattr(getattr(v, "type", None), "ndim", 0):
        raise ValueError(f"n_steps must be a scalar: it is {with_type(n_steps)}; x.shape[0] is the number of its rows")
    return n_steps


def _check_truncation(n):
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)):
        raise TypeError(
            f"truncate_gradient must be a Python integer, -1 for gradients through all steps: it is {with_type(n)}"
        )


def _check_names(name, mode):
    if name is not None and not isinstance(name, str):
        raise TypeError(f"name must be a string, the name of the loop: it is {with_type(name)}")
    if mode is not None:
        get_mode(mode)


def _fixed(n_steps):
    """Return the number of steps if it is a known constant, else None; a negative one is an error, except for -1."""
    if n_steps is None:
        return None
    try:
        n = int(get_scalar_constant_value(n_steps))
    except (NotScalarConstantError, ValueError, OverflowError):
        return None
    if n < -1:
        raise StepsError(
            f"n_steps is {n}: the loop was asked to run for a negative number of steps.\nhint: use "
            "T.maximum(n_steps, 0), or go_backwards=True to read sequences from their end"
        )
    return n


def _number_of_steps(slices, n_steps):
    if not is_unknown(n_steps):
        return as_tensor_variable(n_steps)
    if not slices:
        raise ValueError(
            "No information about the number of steps provided: there are neither sequences nor n_steps. Either "
            "provide a value for n_steps argument of scan or provide an input sequence"
        )
    lengths = [s.outside.shape[0] for s in slices]
    steps = lengths[0]
    for n in lengths[1:]:
        steps = minimum(steps, n)
    return steps


class _Loop:
    """The op, its inputs and the roles of its outputs, built from one step.

    Parameters
    ----------
    slices : list of Slice
    states : list of Recurrence
    others : list of Variable
        What is the same in each step.
    outputs : list of Variable
        Of the step.
    updates : dict
        Of shared variables in the step.
    condition : Variable or None
    steps : Variable
    allowed : list of Variable or None
        The shared variables that the step may use without updating them; None for all.
    """

    def __init__(self, slices, states, others, outputs, updates, condition, steps, allowed):
        self.slices = slices
        self.mitsots = [s for s in states if not s.single]
        self.sitsots = [s for s in states if s.single]
        self.others = list(dict.fromkeys(others))
        self.outputs = outputs
        self.condition = condition
        self.steps = steps
        self._collect(updates)
        recurrent = {s.position for s in self.mitsots + self.sitsots}
        self.maps = [i for i in range(len(self.outputs)) if i not in recurrent]
        updated = [v for v in self.shared if v in self.new_values]
        self.tensors = [v for v in updated if isinstance(v.type, TensorType)]
        self.objects = [v for v in updated if not isinstance(v.type, TensorType)]
        constant = [v for v in self.shared if v not in self.new_values and (allowed is None or v in set(allowed))]
        self.unchanged = [*constant, *self.arguments]

    def _collect(self, updates):
        """Collect the other inputs of the step and the shared variables that it updates."""
        known = [s.inside for s in self.slices]
        known += chain.from_iterable(s.inside for s in self.mitsots + self.sitsots)
        ends = self.outputs if self.condition is None else [*self.outputs, self.condition]
        # the nodes that compute an argument stay outside
        cut = [v for v in self.others if not isinstance(v, (Constant, SharedVariable))]
        _, copies, (clones, new_values, _, shared) = rebuild_collect_shared(ends, cut, updates=updates)
        if self.condition is not None:
            self.condition = copies.pop()
        # continue with the copy: default updates of shared variables refer to it
        self.outputs = copies
        self.new_values = new_values
        self.shared = shared
        self.arguments = {v: clones[v] for v in cut}
        given = {*known, *self.arguments.values()}
        for v in leaves([*copies, *new_values.values(), *filter(None, [self.condition])]):
            if v not in given and not isinstance(v, (Constant, SharedVariable)):
                self.arguments.setdefault(v, v)

    def outputs_and_updates(self, info):
        """Make a node of the loop and return its outputs and updates.

        Parameters
        ----------
        info : dict
            What the op is told beside the numbers of its variables.
        """
        # Idea: a shared tensor that steps update is another state, whose first row is its value.
        # Invariant: inputs and outputs, inside and outside, stand in the order of the kinds in layout.py.
        # Example: s, updated to s + x_t: the state s0, s0 + x_0, ...; the loop's update of s is its last row.
        op = self._op(info)
        node_inputs = [self.steps, *[s.outside[: self.steps] for s in self.slices]]
        node_inputs += [expand_empty(s.initial[: s.depth], self.steps) for s in self.mitsots]
        node_inputs += [self._buffer(v) for v in [*[s.initial for s in self.sitsots], *self.tensors]]
        node_inputs += [*self.objects, *[self.steps for _ in self.maps], *self.unchanged]
        made = op(*node_inputs, return_list=True)
        found = [None] * len(self.outputs)
        for s, v in zip(self.mitsots, op.outer_mitsot_outs(made)):
            found[s.position] = v[s.depth :]
        single = op.outer_sitsot_outs(made)
        for s, v in zip(self.sitsots, single):
            found[s.position] = v[1:]
        for i, v in zip(self.maps, op.outer_nitsot_outs(made)):
            found[i] = v
        updates = OrderedUpdates(zip(self.objects, op.outer_shared_outs(made)))
        for v, rows in zip(self.tensors, single[len(self.sitsots) :]):
            # the first row is the old value, which loops without steps keep
            updates[v] = rows[-1]
        for v, new in updates.items():
            note_new_value(v, new)
        return found, updates

    def _op(self, info):
        states = self.mitsots + self.sitsots
        inside = {v: safe_new(v, "_copy") for v in [*self.tensors, *self.objects, *self.unchanged]}
        inner_inputs = [s.inside for s in self.slices]
        inner_inputs += [*chain.from_iterable(s.inside for s in states), *inside.values()]
        inner_outputs = [_fitted(self.outputs[s.position], s.inside[0].type) for s in states]
        inner_outputs += [self.new_values[v] for v in self.tensors]
        inner_outputs += [self.outputs[i] for i in self.maps]
        inner_outputs += [self.new_values[v] for v in self.objects]
        if self.condition is not None:
            inner_outputs.append(self.condition)
        inner_outputs = clone(inner_outputs, replace={self.arguments.get(v, v): new for v, new in inside.items()})
        n_sitsot = len(self.sitsots) + len(self.tensors)
        info = {
            **info,
            "n_seqs": len(self.slices),
            "n_mit_sot": len(self.mitsots),
            "n_sit_sot": n_sitsot,
            "n_nit_sot": len(self.maps),
            "n_shared_outs": len(self.objects),
            "tap_array": [s.taps for s in self.mitsots] + [[-1] for _ in range(n_sitsot)],
            "as_while": self.condition is not None,
        }
        return Scan(inner_inputs, inner_outputs, info)

    def _buffer(self, v):
        """Return a buffer with `v` as its first row."""
        return expand_empty(_as_rows(v), self.steps)


def _fitted(v, wanted):
    """Return `v` without broadcastable axes that the state does not have."""
    if isinstance(v.type, TensorType) and v.type.dtype == wanted.dtype and v.type.ndim == wanted.ndim:
        axes = [i for i, (b, w) in enumerate(zip(v.type.broadcastable, wanted.broadcastable)) if b and not w]
        return unbroadcast(v, *axes) if axes else v
    return v
