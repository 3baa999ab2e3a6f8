"""``theano.function``: compile a graph to a callable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, overload

from ..config import config
from ..errors import ArgumentError, UnusedInputError
from ..flags import theano_is_this
from ..gradient.points import points_of
from ..graph.messages.called import called
from ..graph.trace import made_at, user_trace
from ..graph.traverse import ancestors
from ..graph.variable import Constant, Variable
from ..misuse import with_guesses
from .callable import Function
from .collect import rebuild_collect_shared
from .given import check_inputs, check_options, pairs, unknown_input, unknown_output, warn_of_unreplaced
from .inputs import In, SymbolicInput, SymbolicOutput
from .maker import FunctionMaker, orig_function
from .mode import get_mode
from .pause import collections_paused
from .updates import OrderedUpdates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..profiling.stats import ProfileStats
    from ..tensor.types.variable import _tensor_py_operators
    from ..typing import ModeLike, Replacements, Shared, Updates
    from .callable import _Array

    _Argument = Variable | SymbolicInput | tuple[Any, Any] | list[Any]

watchers = []
"""Functions that are called with each new one; the command line collects those of a program."""

__all__ = ["Function", "FunctionMaker", "function", "orig_function", "pfunc", "rebuild_collect_shared"]


@overload
def function(
    inputs: Sequence[_Argument], outputs: _tensor_py_operators, mode: ModeLike | None = ...,
    updates: Updates[Shared] | None = ..., givens: Replacements | None = ...,
    no_default_updates: bool | Sequence[Variable] = ..., accept_inplace: bool = ..., name: str | None = ...,
    rebuild_strict: bool = ..., allow_input_downcast: bool | None = ...,
    profile: bool | str | ProfileStats | None = ..., on_unused_input: str | None = ...
) -> Function[_Array[Any]]: ...


@overload
def function(
    inputs: Sequence[_Argument], outputs: Sequence[_tensor_py_operators], mode: ModeLike | None = ...,
    updates: Updates[Shared] | None = ..., givens: Replacements | None = ...,
    no_default_updates: bool | Sequence[Variable] = ..., accept_inplace: bool = ..., name: str | None = ...,
    rebuild_strict: bool = ..., allow_input_downcast: bool | None = ...,
    profile: bool | str | ProfileStats | None = ..., on_unused_input: str | None = ...
) -> Function[list[_Array[Any]]]: ...


@overload
def function(
    inputs: Sequence[_Argument], outputs: Any = ..., mode: ModeLike | None = ...,
    updates: Updates[Shared] | None = ..., givens: Replacements | None = ...,
    no_default_updates: bool | Sequence[Variable] = ..., accept_inplace: bool = ..., name: str | None = ...,
    rebuild_strict: bool = ..., allow_input_downcast: bool | None = ...,
    profile: bool | str | ProfileStats | None = ..., on_unused_input: str | None = ...
) -> Function[Any]: ...


@with_guesses
def function(
    inputs: Sequence[_Argument], outputs: Any = None, mode: ModeLike | None = None,
    updates: Updates[Shared] | None = None,
    givens: Replacements | None = None, no_default_updates: bool | Sequence[Variable] = False,
    accept_inplace: bool = False, name: str | None = None, rebuild_strict: bool = True,
    allow_input_downcast: bool | None = None, profile: bool | str | ProfileStats | None = None,
    on_unused_input: str | None = None
) -> Function[Any]:
    """Compile a callable that computes `outputs` from `inputs`.

    Parameters
    ----------
    inputs : list of Variable or In
        The arguments.
    outputs : Variable, Out, list or dict of them, optional
        What a call returns: the array, the list or the dict of arrays; ``[]`` without outputs.
    mode : str or Mode, optional
        Which rewrites and what runs it; ``config.mode`` by default.
    updates : dict or iterable of pairs, optional
        From shared variables to their new values. All of them are computed from the old values and stored after the
        call.
    givens : dict or iterable of pairs, optional
        Replacements in the graph.
    no_default_updates : bool or list of SharedVariable
        Whose ``default_update`` is left out.
    accept_inplace : bool
        Whether the graph may contain operations that overwrite their inputs.
    name : str, optional
    rebuild_strict : bool
        Whether `givens` must keep the types.
    allow_input_downcast : bool, optional
        Whether arguments may lose precision when they are converted; by default only a Python float for a floatX
        scalar.
    profile : bool, str or ProfileStats, optional
        Whether to note where the time of calls goes, see ``ProfileStats``; ``config.profile`` by default.
    on_unused_input : {"raise", "warn", "ignore"}, optional

    Returns
    -------
    Function

    Raises
    ------
    MissingInputError
        If the outputs need a variable that is not given.
    UnusedInputError
        If an input is not needed.
    TypeError
        If an update does not have the type of its shared variable, or an option is of the wrong type.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> theano.function([x, y], x + y)(2.0, 3.0)
    array(5.)
    """
    check_inputs(inputs)
    check_options(name, allow_input_downcast)
    place = user_trace(1)
    options = dict(
        accept_inplace=accept_inplace, profile=profile, on_unused_input=on_unused_input,
        name=place if name is None else name,
    )
    request = Request(
        inputs, outputs, get_mode(mode), pairs(updates, "updates"), pairs(givens, "givens"), no_default_updates,
        rebuild_strict, allow_input_downcast, place, options,
    )
    made = request.compiled()
    for watcher in watchers:
        watcher(made)
    return made


class Request(NamedTuple):
    """The arguments of :func:`function`: ``f.maker.requested`` of a function that was neither loaded nor copied."""

    inputs: Any
    outputs: Any
    mode: Any
    updates: Any
    givens: Any
    no_default_updates: Any
    rebuild_strict: Any
    allow_downcast: Any
    place: Any
    options: Any

    @property
    def variables(self):
        """The variables of the inputs, of the outputs, and the pairs of shared variables and what updates them."""
        outputs, _ = _by_key(self.outputs)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        found = [[getattr(v, "variable", v) for v in vs] for vs in (self.inputs, outputs)]
        inputs, outputs = ([v for v in vs if isinstance(v, Variable)] for vs in found)
        return inputs, outputs, [(v, new) for v, new in self.updates if isinstance(new, Variable)]

    def compiled(self, **options):
        """Return the function; `options` are further ones of its maker."""
        # what is copied gets the trace of its original, whatever it is made with
        with collections_paused(), made_at(self.place):
            try:
                return self._made((), options)
            except UnusedInputError as error:
                spared = _points(_by_key(self.outputs)[0], self.updates)
                if not spared:
                    _name_cut(error, self.variables[0])
                    raise
                return self._made(spared, options)

    def _made(self, spared, options):
        outputs, keys = _by_key(self.outputs)
        specs = [_as_in(v, self.allow_downcast, i) for i, v in enumerate(self.inputs)]
        results = _collect(
            specs, outputs, spared, self.updates, self.givens, self.rebuild_strict, self.no_default_updates
        )
        if self.givens and not spared:
            self._check_givens(specs)
        maker = getattr(self.mode, "function_maker", FunctionMaker)(
            specs, results, self.mode, output_keys=keys, clone=False, **self.options, **options
        )
        maker.requested = self
        return maker.create()

    def _check_givens(self, specs):
        """Warn of replacements that have no effect, as far as inputs may not be unused."""
        policy = self.options["on_unused_input"]
        if theano_is_this() or (config.on_unused_input if policy is None else policy) == "ignore":
            return
        inputs, outputs, updates = self.variables
        new = [spec.variable.default_update for spec in specs if spec.shared]
        new += [v.update for v in self.inputs if isinstance(v, SymbolicInput)]
        warn_of_unreplaced(self.givens, inputs, [*outputs, *[update for _, update in updates], *new])


def _name_cut(error, inputs):
    """Add to the error of an unused input which other input is computed from one: it cuts the graph there."""
    cuts = [(v, w) for v in inputs if v.owner is not None for w in inputs if w is not v and w in ancestors([v])]
    if cuts and len(error.args) == 1:
        v, w = cuts[0]
        first, end, rest = str(error.args[0]).partition("\n")
        hint = f"hint: {called(v)} is an input too, so that {called(w)} is not needed to compute it: pass one of both"
        error.args = (f"{first}\n{hint}{end}{rest}",)


def _by_key(outputs):
    """Return outputs and keys, sorted by key, if the outputs are a dict; else None for the keys."""
    if isinstance(outputs, OrderedUpdates):
        raise unknown_output(outputs, "")
    if not isinstance(outputs, dict):
        return outputs, None
    for key, v in outputs.items():
        if not isinstance(v, (Variable, SymbolicOutput)):
            raise unknown_output(v, f", under the key {key!r}")
    if not all(isinstance(key, str) for key in outputs):
        others = ", ".join(repr(key) for key in outputs if not isinstance(key, str))
        raise ArgumentError(f"the keys of an output dict must be strings, not {others}")
    keys = tuple(sorted(outputs))
    return [outputs[key] for key in keys], keys


def _points(outputs, updates):
    """Return the inputs that may be unused, since derivatives were taken at them."""
    results = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    results = [getattr(v, "variable", v) for v in results] + [new for _, new in updates]
    return points_of([v for v in results if isinstance(v, Variable)])


def pfunc(params: Sequence[_Argument], outputs: Any = None, **kwargs: Any) -> Function[Any]:
    """Call :func:`function` under its old name."""
    return function(params, outputs, **kwargs)


def _as_in(v, allow_downcast, i=0):
    """Return an argument of :func:`function` as a new In."""
    if isinstance(v, In):
        new = In.__new__(In)
        new.__dict__.update(v.__dict__)
        if new.allow_downcast is None:
            new.allow_downcast = allow_downcast
        return new
    if isinstance(v, SymbolicInput):
        return In(
            v.variable, v.name, None, v.update, v.mutable, v.strict, v.allow_downcast, implicit=v.implicit
        )
    if isinstance(v, Variable) and not isinstance(v, Constant):
        return In(v, allow_downcast=allow_downcast)
    if isinstance(v, (list, tuple)) and len(v) == 1 and isinstance(v[0], Variable):
        return _as_in(v[0], allow_downcast, i)
    if isinstance(v, (list, tuple)) and len(v) == 2 and isinstance(v[0], (Variable, list, tuple)):
        # Theano's old forms: (variable,), (variable, default) or ((variable, update), default)
        inner, value = v
        if isinstance(value, Variable) and not hasattr(value, "container"):
            raise unknown_input(v, i)
        if isinstance(inner, (list, tuple)):
            return In(inner[0], update=inner[1], value=value, allow_downcast=allow_downcast)
        return In(inner, value=value, allow_downcast=allow_downcast)
    raise unknown_input(v, i)


def _check_duplicates(specs):
    seen = {}
    for i, spec in enumerate(specs):
        j = seen.setdefault(spec.variable, i)
        if j != i:
            raise UnusedInputError(
                f"Variable {called(spec.variable)} is used twice in inputs to theano.function, at indices {j} and {i}. "
                "This would result in values provided for it being ignored. Please do not duplicate variables in the "
                "inputs list: use it once."
            )


def _collect(specs, outputs, spared, updates, givens, rebuild_strict, no_default_updates):
    """Copy the graph into `specs`, which get the shared variables too, and return the copies of the outputs."""
    _check_duplicates(specs)
    for spec in specs:
        spec.spared = spec.variable in spared
    bare = not isinstance(outputs, (list, tuple)) and outputs is not None
    listed = [] if outputs is None else [outputs] if bare else list(outputs)
    changing = [spec for spec in specs if spec.update is not None]
    variables, cloned, (_, update_of, _, shared_inputs) = rebuild_collect_shared(
        listed + [spec.update for spec in changing],
        inputs=[spec.variable for spec in specs],
        replace=givens,
        updates=updates,
        rebuild_strict=rebuild_strict,
        no_default_updates=no_default_updates,
    )
    for spec, v in zip(specs, variables):
        spec.variable = v
    for spec, update in zip(changing, cloned[len(listed):]):
        spec.update = update
    for sv in shared_inputs:
        specs.append(
            In(sv, value=sv.container, update=update_of.get(sv), borrow=True, implicit=True, shared=True)
        )
    cloned = cloned[: len(listed)]
    return None if outputs is None else cloned[0] if bare else cloned
