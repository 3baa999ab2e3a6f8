"""A copy of the user's graph with its replacements, and the shared variables that it needs and updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import ArgumentError, plain_class
from ..graph.messages.called import called, made_where, with_type
from ..graph.traverse import carry_derivations
from ..graph.variable import Constant, Variable
from ..misuse import with_guesses
from ..tensor.types.declared import checked, has_declared_shape
from .given import misfit_of_given, misfit_of_update, pairs, unknown_output
from .inputs import SymbolicInput, SymbolicOutput
from .shared import SharedVariable, shared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..typing import Replacements, Variables

def _instead_of(target):
    """Return what helps where something is to be updated that is not shared."""
    if not isinstance(target, Variable):
        return "pass the shared variable itself, not its name or value: updates=[(w, w + 1)]"
    node = target.owner
    if node is None:
        return f"make it with theano.shared(value, {target.name!r}), or return the new value as an output"
    shared = next((v for v in node.inputs if isinstance(v, SharedVariable)), None)
    if shared is None:
        return "update a shared variable, or return the new value as an output"
    name = shared.name or "w"
    if "Subtensor" in type(node.op).__name__:
        return f"update all of {name}, ({name}, T.set_subtensor({name}[index], value))"
    return f"update {name} itself, as ({name}, new value of {name})"


class Collector:
    """A cloner of graphs that copies each variable once and collects shared variables.

    Parameters
    ----------
    rebuild_strict : bool
        Whether what replaces a variable must have its type.
    copy_inputs_over : bool
        Keep variables without an owner as they are, instead of copying them.
    no_default_updates : bool or list of SharedVariable
        Whose ``default_update`` does not count.
    """

    def __init__(self, rebuild_strict=True, copy_inputs_over=True, no_default_updates=False):
        self.rebuild_strict = rebuild_strict
        self.copy_inputs_over = copy_inputs_over
        self.no_default_updates = no_default_updates
        self.clones = {}
        self.replaced = []
        self.gradients = []
        self.updates = {}
        self.pending = []
        self.shared_inputs = {}

    def _leaf(self, v):
        clones = self.clones
        if isinstance(v, SharedVariable):
            self.shared_inputs.setdefault(v)
            clones[v] = v if self.copy_inputs_over else v.clone()
            if v.default_update is not None and v not in self.updates and not self._excluded(v):
                new = v.filter_update(v.default_update)
                if new.type != v.type:
                    raise misfit_of_update(v, new)
                self.updates[v] = new
                self.pending.append(v)
        else:
            clones[v] = v if self.copy_inputs_over or isinstance(v, Constant) else v.clone()

    def _excluded(self, v):
        if isinstance(self.no_default_updates, (list, tuple)):
            return any(v is w for w in self.no_default_updates)
        return self.no_default_updates

    def clone(self, variable):
        """Return the copy of `variable`."""
        clones = self.clones
        if variable in clones:
            return clones[variable]
        pending, opened = [variable], set()
        while pending:
            v = pending[-1]
            if v in clones:
                pending.pop()
                continue
            node = v.owner
            if node is None:
                pending.pop()
                self._leaf(v)
                continue
            waiting = [w for w in node.inputs if w not in clones]
            if waiting:
                if node in opened:
                    raise ValueError(f"graph contains cycles: {with_type(v)}, is made of itself")
                opened.add(node)
                pending.extend(reversed(waiting))
                continue
            pending.pop()
            new = clones[node] = node.clone_with_new_inputs(
                [clones[w] for w in node.inputs], strict=self.rebuild_strict
            )
            for old, copied in zip(node.outputs, new.outputs):
                if clones.setdefault(old, copied) is copied and old.derivation is not None:
                    self.gradients.append((old, copied))
        return clones[variable]

    def cut(self, v, stand_in):
        """Use `stand_in` as the copy of `v`, whatever computes `v`."""
        self.clones[v] = stand_in
        self.replaced.append(v)

    def replace(self, old, new):
        """Use a clone of `new` in the place of `old`."""
        if not isinstance(old, Variable):
            raise TypeError(
                f"given keys must be Variable: {with_type(old)}, is none.\nhint: pass the variable, not its name or "
                "value; givens={variable: replacement}"
            )
        given = new
        if not isinstance(new, Variable):
            new = self._shared(old.type, new)
        if old in self.clones:
            raise ArgumentError(
                "When using 'givens' or 'replace' with several (old_v, new_v) replacement pairs, you can not have a "
                "new_v variable depend on an old_v one. For instance, givens = {a:b, b:(a+1)} is not allowed. Here, "
                f"the old_v {old} is used to compute other new_v's, but it is scheduled to be replaced by {new}: use "
                "theano.clone for one after the other"
            )
        cloned = self.clone(new)
        if self.rebuild_strict and old.type != cloned.type:
            try:
                cloned = old.type.filter_variable(cloned)
            except TypeError as error:
                raise misfit_of_given(old, given, error) from None
        self.cut(old, cloned)

    def _shared(self, type, value):
        """Return a shared variable of a value, of a type if calls take the value for it."""
        try:
            fitting = type.filter(value) if self.rebuild_strict else value
        except (TypeError, ValueError):
            return shared(value)
        if isinstance(fitting, np.ndarray) and hasattr(type, "broadcastable"):
            return shared(fitting, broadcastable=type.broadcastable)
        return shared(fitting)

    def update(self, target, value):
        """Register `value` as the update of `target`."""
        if not isinstance(target, SharedVariable):
            raise TypeError(
                f"update target must be a SharedVariable: {with_type(target)}, is not shared, and keeps no value "
                f"between calls.{made_where(target)}\nhint: {_instead_of(target)}"
            )
        if target in self.updates:
            raise ValueError(
                f"this shared variable already has an update expression: {called(target)} is updated to "
                f"{called(self.updates[target])} and to {called(value)}.\nhint: pass one update for it, which may "
                "combine both, as (w, w + a + b)"
            )
        if isinstance(value, (list, tuple)) and any(isinstance(v, Variable) for v in value):
            raise TypeError(
                f"the update of {with_type(target)}, is a {'tuple' if isinstance(value, tuple) else 'list'} of "
                f"{len(value)}: {', '.join(map(called, value))}.\nhint: use one variable as its new value, as "
                "updates={w: w + step}"
            )
        try:
            new = target.filter_update(value)
        except (TypeError, ValueError) as error:
            if not isinstance(value, Variable):
                raise plain_class(error)(f"the update of {with_type(target)}, to {called(value)}: {error}\nhint: use a "
                    "variable or an array of its type") from None
            new = value
        if new.type != target.type:
            raise misfit_of_update(target, value)
        self.updates[target] = new
        self.pending.append(target)

    def finish(self):
        """Clone the updates, with the default updates that they need, and the derivations of gradients."""
        for target in self.pending:  # grows as it is walked
            self.updates[target] = self.clone(self.updates[target])
            self.shared_inputs.setdefault(target)
        carry_derivations(self.gradients, self.clones, self.replaced)


def rebuild_collect_shared(
    outputs: Any, inputs: Sequence[Any] | None = None, replace: Replacements | None = None,
    updates: Replacements | None = None, rebuild_strict: bool = True, copy_inputs_over: bool = True,
    no_default_updates: bool | Sequence[Variable] = False
) -> Any:
    """Copy a graph with replacements and collect the shared variables that it needs.

    Parameters
    ----------
    outputs : Variable, Out, or list or dict of them
    inputs : list of Variable, optional
    replace, updates : dict or list of pairs, optional
    rebuild_strict, copy_inputs_over, no_default_updates
        As for ``Collector``.

    Returns
    -------
    inputs : list of Variable
    outputs : as `outputs`
        The copies.
    rest : list
        The dict of copies, the dict of updates, the list of update pairs and the list of shared inputs.

    Raises
    ------
    TypeError
        If an argument is of a wrong kind.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> inputs, output, rest = theano.compile.rebuild_collect_shared(x * 2, [y], replace={x: y + 1})
    >>> theano.pp(output)
    '((y + TensorConstant{1}) * TensorConstant{2})'
    """
    collector = Collector(rebuild_strict, copy_inputs_over, no_default_updates)
    if not isinstance(no_default_updates, (bool, list, tuple)):
        raise TypeError(
            f"no_default_updates should be either a boolean or a list, not {with_type(no_default_updates)}"
        )
    given = [v.variable if isinstance(v, SymbolicInput) else v for v in inputs or []]
    own = _cut_at(given, collector)
    for old, new in pairs(replace, "givens"):
        if any(v is old for v in given):
            raise _replaces_input(old)
        collector.replace(old, new)
    for v in given:
        if isinstance(v, SharedVariable):
            raise TypeError(
                f"Cannot use a shared variable ({v}) as explicit input. Consider substituting a non-shared variable "
                "via the `givens` parameter"
            )
    input_variables = [own[v] if v in own else collector.clone(v) for v in given]
    for target, value in pairs(updates, "updates"):
        collector.update(target, value)
    outputs = [] if outputs is None else outputs
    if isinstance(outputs, dict):
        cloned = {key: _copied(collector, v, f", under the key {key!r}") for key, v in outputs.items()}
    elif isinstance(outputs, (list, tuple)):
        cloned = [_copied(collector, v, f", at index {i}") for i, v in enumerate(outputs)]
    else:
        cloned = _copied(collector, outputs)
    collector.finish()
    update_pairs = list(collector.updates.items())
    return input_variables, cloned, [collector.clones, collector.updates, update_pairs, list(collector.shared_inputs)]


def _cut_at(given, collector):
    """Cut the graph at inputs that something computes; return stand-ins of those whose lengths are checked."""
    own = {}
    for v in given:
        if v.owner is not None:
            # the node of the variable plays no part
            collector.cut(v, v.clone())
        elif has_declared_shape(v):
            own[v] = v.clone()
            collector.cut(v, checked(own[v]))
    return own


def _copied(collector, v, place=""):
    if isinstance(v, SymbolicOutput):
        return SymbolicOutput(collector.clone(v.variable), v.borrow)
    if isinstance(v, Variable):
        return collector.clone(v)
    raise unknown_output(v, place)


def _replaces_input(v):
    return RuntimeError(
        f"You are trying to replace variable '{v}' through the `givens` parameter, but this variable is an input to "
        "your function. Replacing inputs is currently forbidden because it has no effect. One way to modify an input "
        "`x` to a function evaluating f(x) is to define a new input `y` and use `theano.function([y], f(x), givens={x: "
        "g(y)})`. Another solution consists in using `theano.clone`, e.g. like this: `theano.function([x], "
        "theano.clone(f(x), replace={x: g(x)}))`."
    )


@with_guesses
def clone(
    output: Variables, replace: Replacements | None = None, strict: bool = True, share_inputs: bool = True,
    copy_inputs: bool | None = None
) -> Any:
    """Copy a graph with some variables replaced.

    Parameters
    ----------
    output : Variable or list of Variable
    replace : dict or list of pairs, optional
        What to put instead of which variable.
    strict : bool
        Whether the types must stay.
    share_inputs : bool
        Whether the copy has the same inputs.

    Returns
    -------
    Variable or list of Variable
        As `output`.

    Raises
    ------
    TypeError
        If something is no variable, or a replacement does not fit what it replaces.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> theano.clone(x * 2, replace={x: y + 1}).eval({y: 1.0})
    array(4.)
    """
    if copy_inputs is not None:
        share_inputs = copy_inputs
    collector = Collector(strict, share_inputs, no_default_updates=True)
    # a replacement may depend on a replaced variable
    replacements = Collector(strict, share_inputs, no_default_updates=True)
    for old, new in pairs(replace, "replace"):
        if not isinstance(old, Variable):
            raise TypeError(
                f"replace must be a dict from variables: {with_type(old)}, is none; use the variable itself"
            )
        if not isinstance(new, Variable) or strict and old.type != new.type:
            try:
                new = old.type.filter_variable(new)
            except TypeError as error:
                raise misfit_of_given(old, new, error, "replace") from None
        collector.cut(old, new if share_inputs else replacements.clone(new))
    many = isinstance(output, (list, tuple))
    for v in output if many else [output]:
        if not isinstance(v, Variable):
            raise TypeError(
                f"clone needs a variable, or a list of them, not {with_type(v)}: output must be a theano Variable"
            )
    copies = [collector.clone(v) for v in (output if many else [output])]
    collector.finish()
    return copies if many else copies[0]
