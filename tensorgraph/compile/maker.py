"""``FunctionMaker``: from inputs and outputs to a compiled function."""

from __future__ import annotations

import copy
import time
import warnings
from typing import TYPE_CHECKING

from ..config import config
from ..errors import ArgumentError, MissingInputError, UnusedInputError
from ..graph.ends import Ends
from ..graph.fgraph import FunctionGraph
from ..graph.messages.called import called, listed, made_where
from ..graph.messages.missing import hint_inside
from ..graph.traverse import ancestors
from ..graph.variable import Constant
from ..graph.wellformed import check_equal_ops
from ..lowering.aliasing import handle_destroys, without_updates
from ..lowering.lower import lower
from ..nearest import did_you_mean
from ..profiling.stats import as_profile
from ..rewriting import pipeline
from ..rewriting.failures import skip
from ..userline import user_level
from .callable import Function
from .container import Container
from .inputs import In, SymbolicOutput
from .mode import get_mode
from .pickles.stored import Stored
from .profiled import ProfiledFunction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Self

    from ..typing import ModeLike
    from .mode import Mode


def _why_unused(v, needed, variables, nothing):
    """Return a hint for an input that is not used, if what the function needs tells what was meant, or ""."""
    if nothing:
        return "hint: there are no outputs and no updates: does the function that makes them lack `return`?\n"
    leaves = [w for w in needed if w.owner is None and not isinstance(w, Constant) and not hasattr(w, "container")]
    if inside := next(filter(None, map(hint_inside, leaves)), None):
        return f"{inside}\n"
    twin = next((w for w in leaves if w.name is not None and w.name == v.name and w is not v), None)
    if twin is not None:
        return (
            "hint: the outputs use another variable of this name, which must be passed instead: two variables of one "
            f"name, and copies of one, are different variables.{made_where(twin)}\n"
        )
    missing = [w for w in leaves if w not in variables]
    return f"hint: the outputs need {listed(missing)}, which is no input: pass it instead\n" if missing else ""



class FunctionMaker(Stored):
    """A maker of functions: it rewrites and lowers the graph once.

    Parameters
    ----------
    inputs : list of In
        The arguments, in order, then the shared variables.
    outputs : Out, Variable or list of them
        One output that is not in a list is given out bare.
    mode : Mode, str or None
    accept_inplace : bool
        Whether the graph may have operations that overwrite their inputs already.
    profile : ProfileStats, bool or str, optional
        What the time of compiling and of calls counts for; True and a text mean one of its own.
    on_unused_input : {"raise", "warn", "ignore"}, optional
    output_keys : tuple of str, optional
        A call returns a dict with these keys.
    name : str or Trace, optional
        The name, or where in the program the function is made.
    clone : bool
        Whether to work on a copy of the graph.
    record : PassRecord, optional
        What notes the passes of the rewriting.

    Attributes
    ----------
    requested : Request or None
        The arguments of :func:`~tensorgraph.function`.

    Notes
    -----
    ``fgraph`` is what is computed, after all rewrites; its outputs are the function's, then the updates. ``program`` is
    what the machine runs, and ``reads`` has for each node the slots of its inputs, -1 where a step needs none.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> f = theano.function([x], T.exp(x) * 2)
    >>> [str(node.op) for node in f.maker.fgraph.toposort()]
    ['Elemwise{Composite{(i0 * exp(i1))}}']
    """

    accept_inplace = False  # of makers in older pickles
    in_python = False  # True where the machine refused the program of kernels

    def __init__(
        self, inputs: Sequence[Any], outputs: Any, mode: ModeLike | None = None, accept_inplace: bool = False,
        function_builder: Any = Function, profile: Any = None, on_unused_input: str | None = None,
        fgraph: FunctionGraph | None = None, output_keys: Sequence[str] | None = None, name: str | None = None,
        clone: bool = True, record: Any = None
    ) -> None:
        start = time.perf_counter()
        self.mode, self.called, self.requested, self._record = get_mode(mode), name, None, record
        text = self.name
        self.profile = as_profile(profile, text)
        self.function_builder, self.output_keys = function_builder, output_keys
        self.accept_inplace = accept_inplace
        self.cells = {}  # the values of ``Function.storage_map``, shared by copies of a function
        self.return_none = outputs is None
        self.unpack_single = not isinstance(outputs, (list, tuple)) and outputs is not None
        outputs = [] if outputs is None else outputs if isinstance(outputs, (list, tuple)) else [outputs]
        self.inputs = [v if isinstance(v, In) else In(v) for v in inputs]
        self.outputs = [v if isinstance(v, SymbolicOutput) else SymbolicOutput(v) for v in outputs]
        updated = [spec for spec in self.inputs if spec.update is not None]
        fgraph = self._checked(fgraph, updated, clone, on_unused_input)
        fgraph.name = text
        if not accept_inplace and any(node.op.destroy_map for node in fgraph.apply_nodes):
            raise TypeError(
                f"Graph must not contain inplace operations: {fgraph}; use the operation without _inplace, or "
                "accept_inplace=True"
            )
        began = time.perf_counter()
        with config.change_flags(compute_test_value=config.compute_test_value_opt):
            self._rewrite(fgraph, updated)
        rewritten = time.perf_counter()
        self._record = None
        self.set_graph(fgraph)
        self._write_program(fgraph)
        self.optimizer_time = rewritten - began
        self.linker_time = time.perf_counter() - rewritten
        self.compile_time = time.perf_counter() - start

    @classmethod
    def of_graph(
        cls, fgraph: FunctionGraph, order: Any, inputs: Any, outputs: Any, mode: Mode, **attributes: Any
    ) -> Self:
        """Return the maker of functions that run a graph as it is, without rewriting.

        Parameters
        ----------
        fgraph : FunctionGraph
            Its outputs are those of the function, then its updates.
        order : list of Apply
            An order of its nodes in which what overwrites memory stands behind what reads it.
        inputs, outputs, mode
            As of the class.
        **attributes
            ``called``, ``output_keys``, ``unpack_single``, ``return_none``.
        """
        self = cls.__new__(cls)
        self.__dict__.update(attributes)
        self.mode, self.inputs, self.outputs = get_mode(mode), inputs, outputs
        self.profile, self.function_builder, self.cells, self.optimizer_profile = None, Function, {}, None
        self.requested = None
        fgraph._order = order
        updated = [spec for spec in inputs if spec.update is not None]
        fgraph.update_mapping = {len(outputs) + i: inputs.index(spec) for i, spec in enumerate(updated)}
        handle_destroys(fgraph)
        self.set_graph(fgraph)
        self._write_program(fgraph)
        self.optimizer_time = self.linker_time = self.compile_time = 0.0
        return self

    def _write_program(self, fgraph):
        self._lower(fgraph, {v for spec, v in zip(self.inputs, fgraph.inputs) if lives_between_calls(spec)})

    def _lower(self, fgraph, shared):
        mode = self.mode
        use_kernels = mode.uses_kernels and not self.in_python
        optional = {v for v in fgraph.inputs if fgraph.takes_none(v) and fgraph.clients(v)} - shared
        self.set_lowered(lower(fgraph, shared, len(self.outputs), use_kernels, mode.watch, mode, optional))

    def _rewrite(self, fgraph, updated):
        """Rewrite a graph, and keep what it gives out apart from everything else."""
        place = {spec: v for spec, v in zip(self.inputs, fgraph.inputs)}
        n = len(self.outputs)
        fgraph.update_mapping = {n + i: self.inputs.index(spec) for i, spec in enumerate(updated)}
        fgraph.mutable_inputs = {place[spec] for spec in self.inputs if spec.mutable}
        fgraph.ends = Ends(
            borrowed=[out.borrow for out in self.outputs],
            updated=[place[spec] for spec in updated],
            shared={place[spec] for spec in updated if spec.shared},
            lent={place[spec] for spec in self.inputs if spec.borrow},
        )
        record = self._record
        if record is None and self.profile is not None and config.profile_optimizer:
            record = pipeline.PassRecord()
        pipeline.rewrite(fgraph, self.mode, record)
        fgraph.gradients = frozenset()  # most of them are gone, and would be kept
        self.optimizer_profile = None if record is None else record.passes

    def _checked(self, fgraph, updated, clone, on_unused_input):
        """Make the graph if it is not given, and check that it uses its inputs."""
        if fgraph is None:
            variables = [spec.variable for spec in self.inputs]
            results = [out.variable for out in self.outputs] + [spec.update for spec in updated]
            try:
                fgraph = FunctionGraph(variables, results, clone=clone)
            except MissingInputError as error:
                # a superfluous input often explains a missing one
                needed = set(ancestors(results))
                try:
                    self._check_unused(variables, needed.__contains__, on_unused_input, needed)
                except UnusedInputError as superfluous:
                    raise superfluous from None
                raise error
        self._check_unused(fgraph.inputs, fgraph.clients, on_unused_input)
        check_equal_ops(fgraph.apply_nodes)
        return fgraph

    def _check_unused(self, variables, used, policy, needed=()):
        policy = config.on_unused_input if policy is None else policy
        if policy == "ignore":
            return
        if policy not in ("raise", "warn"):
            raise ValueError(
                f"Invalid value for keyword on_unused_input of theano.function: {policy!r}.\n"
                "Valid values are 'raise', 'warn', and 'ignore'." + did_you_mean(policy, ("raise", "warn", "ignore"))
            )
        nothing = not self.outputs and all(spec.update is None for spec in self.inputs)
        for i, (spec, v) in enumerate(zip(self.inputs, variables)):
            if spec.shared or spec.spared or spec.update is not None or used(v):
                continue
            message = (
                f"the input {called(v)} is not used: theano.function was asked to create a function computing outputs "
                f"given certain inputs, but the provided input variable at index {i} is not part of the computational "
                f"graph needed to compute the outputs: {v}.\n{_why_unused(v, needed, variables, nothing)}"
            )
            if policy == "warn":
                warnings.warn(
                    message
                    + "To make this warning into an error, you can pass the parameter on_unused_input='raise' to "
                    "theano.function. To disable it completely, use on_unused_input='ignore'.",
                    stacklevel=user_level(),
                )
            else:
                raise UnusedInputError(
                    message + "To make this error into a warning, you can pass the parameter on_unused_input='warn' to "
                    "theano.function. To disable it completely, use on_unused_input='ignore'."
                )

    @property
    def expanded_inputs(self) -> Any:
        """The specifications of all inputs, shared variables included; Theano's name for ``inputs``."""
        return self.inputs

    @property
    def required(self) -> list[bool]:
        """For each input, True if every call must pass it."""
        return [spec.value is None for spec in self.inputs]

    @property
    def refeed(self) -> list[bool]:
        """For each input, True if it has its default again after each call."""
        return [spec.value is not None and not lives_between_calls(spec) for spec in self.inputs]

    def create(self, input_storage: Any = None, trustme: bool = False) -> Function[Any]:
        """Make a function.

        Parameters
        ----------
        input_storage : list, optional
            For each input a Container, a value, or None for the input's own default.
        """
        storage = input_storage or [None] * len(self.inputs)
        containers = []
        for spec, given in zip(self.inputs, storage):
            value = spec.value if given is None else given
            containers.append(container_for(spec, value))
        try:
            return self.builder(self, containers)
        except Exception as error:
            if self.in_python or not self.mode.uses_kernels or isinstance(error, MemoryError):
                raise
            found = self._built_in_python(containers, error)
            skip(error, "a program of kernels")
            return found

    def _built_in_python(self, containers, failure):
        """Return a function whose steps are in Python; where there is none either, kernels were not to blame."""
        self.in_python = True
        try:
            self._write_program(self.fgraph)
            return self.builder(self, containers)
        except Exception:
            self.in_python = False
            raise failure from None

    @property
    def builder(self) -> Any:
        """The class of the functions that are made."""
        plain = self.profile is None or self.function_builder is not Function
        return self.function_builder if plain else ProfiledFunction

    @property
    def name(self) -> str | None:
        """The name, or the place where the function was requested."""
        if self.called is None or isinstance(self.called, str):
            return self.called
        place = self.called.location()
        return f"{place.filename}:{place.line}"

    def variant(
        self, delete_updates: bool = False, swap: Mapping[Any, Any] | None = None, profile: Any = None
    ) -> FunctionMaker:
        """Return a maker of the same function with other shared variables, or without its updates."""
        unfit = next((v for v in swap or {} if not hasattr(v, "container")), None)
        if unfit is not None:
            raise ArgumentError(f"Key of swap should be SharedVariable, given: {unfit}, of {type(unfit).__name__}")
        new = copy.copy(self)
        new.requested = None
        new.profile = as_profile(profile or False, self.name)
        new.inputs = [_swapped(spec, swap or {}) for spec in self.inputs]
        missing = [v for v in swap or {} if not any(spec.variable is v for spec in self.inputs)]
        if missing:
            names = ", ".join(str(spec.variable) for spec in self.inputs if spec.shared) or "none"
            raise ValueError(
                f"SharedVariable: {missing[0]} not found: the function does not use it. The keys of swap must be among "
                f"{names}"
            )
        if delete_updates:
            for spec in new.inputs:
                spec.update = None
            new.set_graph(without_updates(self.fgraph, len(self.outputs)))
            shared = [v for v, slot in zip(new._fgraph.inputs, self.program.slots) if slot.kind == "shared"]
            new._lower(new._fgraph, set(shared))
        return new

    def __copy__(self):
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        return new


def lives_between_calls(spec):
    """Return True if an input's value stays in its container from call to call."""
    return spec.update is not None or isinstance(spec.value, Container) or hasattr(spec.value, "container")


def container_for(spec, value):
    """Return the container of an input, given its default value or container."""
    if isinstance(value, Container):
        return value
    if hasattr(value, "container"):
        return value.container
    container = Container(spec.variable, [None], strict=spec.strict, allow_downcast=spec.allow_downcast, name=spec.name)
    container.implicit, container.required = spec.implicit, value is None
    if value is not None:
        container.value = value
    return container


def _swapped(spec, swap):
    new = In.__new__(In)
    new.__dict__.update(spec.__dict__)
    if spec.shared and spec.variable in swap:
        other = swap[spec.variable]
        if not hasattr(other, "container") or other.type != spec.variable.type:
            raise ArgumentError(
                f"{other} of type {getattr(other, 'type', None)} cannot take the place of {spec.variable}, of type "
                f"{spec.variable.type}: the new one must be of the same type.\nType of given SharedVariable conflicts "
                "with original one"
            )
        new.variable, new.value = other, other.container
    return new


def orig_function(
    inputs: Sequence[Any], outputs: Any, mode: ModeLike | None = None, accept_inplace: bool = False,
    name: str | None = None, profile: Any = None, on_unused_input: str | None = None, output_keys: Any = None
) -> Function[Any]:
    """Compile a function of `inputs` without collecting shared variables, the last part of ``function``."""
    mode = get_mode(mode)
    maker = getattr(mode, "function_maker", FunctionMaker)(
        inputs,
        outputs,
        mode,
        accept_inplace=accept_inplace,
        profile=profile,
        on_unused_input=on_unused_input,
        output_keys=output_keys,
        name=name,
    )
    return maker.create()
