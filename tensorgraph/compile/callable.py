"""Compiled functions: their arguments, state, copies and pickles."""

import copy
import os
from importlib import import_module
from types import GenericAlias

import numpy as np

from .._kernels.machine.call._vm import Machine
from ..config import config
from ..graph.described import Described, signature_of_arguments
from ..graph.variable import Constant
from ..misuse import with_guesses
from ..nearest import UnknownName, did_you_mean, public
from .bare import Bare
from .container import Container, moment
from .insights import Insights
from .pickles.content import digest
from .state import AMBIGUOUS, State
from .subprogram import subgraphs
from .unfit import checked_subset, counted, packed, refused_argument, stand_in

_MISSING = object()
_TOO_MANY = "\nToo many parameter passed to theano function"


class Argument:
    """A positional argument: its position among the inputs, its specification and container."""

    __slots__ = ("index", "spec", "container", "stateful")

    def __init__(self, index, spec, container, stateful):
        self.index = index
        self.spec = spec
        self.container = container
        self.stateful = stateful


def _explained(error, *where):
    """Return the error with its explanation, whose module lies above this one and is needed only now."""
    try:
        return import_module(f"{__package__.partition('.')[0]}.debugging.failed").explained(error, *where)
    except Exception as second:  # a report must not hide the error
        error.add_note(f"(the node that failed could not be described: {second!r})")
        return error


def _signature(function):
    arguments = [argument for argument in function._arguments if not argument.spec.implicit]
    return signature_of_arguments([(a.spec.name, a.container.value) for a in arguments])


class Function(State, Insights, Machine):
    """A compiled function.

    Made by :func:`tensorgraph.function`. Calling it with one array for each input runs without any Python in between;
    keywords, defaults and conversions are looked after here.

    Attributes
    ----------
    maker : FunctionMaker
        How it was made; ``maker.fgraph`` is the graph that runs.
    name : str
        As it was given, or the file and the line where it was made.
    input_storage : list of Container
        Defaults of the arguments, then the shared variables.
    trust_input : bool
        Skip the conversion of arguments.
    profile : object

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> f = theano.function([x], x * 2)
    >>> type(f), f(2.0)
    (<class 'tensorgraph.compile.callable.Function'>, array(4.))
    """

    __signature__ = Described(_signature)
    # for annotations: Function[numpy.ndarray]
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, maker, containers, name=None):
        program = maker.program
        keys = maker.output_keys
        pack = keys if keys is not None else "single" if maker.unpack_single else None
        super().__init__(maker.bound, containers, None, pack)
        self.maker = maker
        self._name = name
        self.profile = maker.profile
        self.input_storage = containers
        self.trust_input = False
        self._pack = pack
        self._slots = program.inputs
        self.refuse_numbers([i for i, index in enumerate(self._slots) if maker.inputs[index].strict])
        shared = (i for i, slot in enumerate(program.slots) if slot.kind == "shared")
        self._places = {slot: place for place, slot in enumerate(shared)}
        self._arguments = [
            Argument(i, spec, container, program.slots[i].kind == "shared")
            for i, (spec, container) in enumerate(zip(maker.inputs, containers))
            if not spec.shared
        ]
        self._finder = self._bare = self._results = None
        self._lent = {}  # containers of arguments that were assigned, with their values after the next call
        self.unusual = self._keeps_arguments

    # ------------------------------------------------------------- calls

    def call(self, args, kwargs):
        """Handle a call with keywords, defaults or arguments that are kept between calls."""
        try:
            return self._called(args, kwargs, kwargs.pop("output_subset", None))
        finally:
            self.take_back()

    def _called(self, args, kwargs, subset):
        plain, kept = [], {}
        for argument, value in zip(self._arguments, self._values(args, kwargs)):
            if value is _MISSING:
                value = self._default(argument, args)
            elif argument.spec.implicit:
                raise TypeError(
                    f"Tried to provide value for implicit input: {argument.spec.variable}\n"
                    "Hint: its value is kept between calls; use set_value, or declare it with implicit=False."
                )
            elif argument.stateful:
                kept[self._places[argument.index]] = self._filtered(argument.index, value)
            if not argument.stateful:
                plain.append(value)
        result = self.execute(tuple(plain), kept) if kept else self.execute(tuple(plain))
        return result if subset is None else self._subset(result, subset)

    def _values(self, args, kwargs):
        """Return what a call passes for each argument."""
        arguments = self._arguments
        more = _TOO_MANY if len(args) + len(kwargs) > len(arguments) else ""
        if len(args) > len(arguments):
            text = f"{self._takes()}, {len(args)} were given{more}"
            raise TypeError(f"{text}\nHint: the function must be called with no more than these.")
        values = list(args)
        values.extend([_MISSING] * (len(arguments) - len(args)))
        for key, value in kwargs.items():
            i = self._position(key, more)
            if values[i] is not _MISSING:
                v = arguments[i].spec.variable
                text = f"{self._takes()}: {v} was given twice, by position and by name"
                raise TypeError(f"{text}\nMultiple values for input: {v}{more}\nHint: pass it once.")
            values[i] = value
        return values

    def _default(self, argument, args):
        """Return what a call takes for an argument that is not passed."""
        container = argument.container
        value = container.value
        if container.required or value is None:
            v = argument.spec.variable
            raise TypeError(
                f"{self._takes()}: {v} is missing\nMissing required input: {v}\n"
                f"Hint: {packed(args, self._arguments)}pass it, or declare a default: theano.In({v}, value=...)."
            )
        return value

    def _label(self):
        """Return the name of the function for messages."""
        name = self._name or self.maker.called
        if isinstance(name, str):
            return name
        return "the function" if name is None else f"the function made at {os.path.basename(self.maker.name)}"

    def _takes(self):
        """Return a text that says which arguments the function takes."""
        specs = [argument.spec for argument in self._arguments if not argument.spec.implicit]
        return f"{self._label()} takes {counted([spec.name or str(spec.variable) for spec in specs])}"

    def _position(self, key, more=""):
        """Return the position of the argument that a keyword means."""
        specs = [argument.spec for argument in self._arguments]
        found = [i for i, spec in enumerate(specs) if spec.name == key or spec.variable is key]
        if not found:
            names = [spec.name for spec in specs if spec.name]
            raise TypeError(
                f"{self._takes()}: none is called {key}.{did_you_mean(key, names)}\nUnknown input or state: {key}. "
                f"The function has {len(names)} named input(s): {', '.join(names)}.{more}\n"
                "Hint: pass arguments by position, or by one of these names."
            )
        if len(found) > 1:
            raise TypeError(f"{self._takes()}. Ambiguous name: {key} - {AMBIGUOUS}")
        return found[0]

    def _subset(self, result, subset):
        if isinstance(result, dict):
            unknown = [key for key in subset if key not in result]
            if unknown:
                raise KeyError(
                    f"output_subset has {unknown[0]!r}, and must be among the outputs: {', '.join(map(repr, result))}"
                )
            return {key: result[key] for key in subset}
        results = [result] if self._pack == "single" else result
        return [results[i] for i in checked_subset(subset, len(results))]

    def convert(self, i, value):
        """Convert the value of the i-th input slot to an array."""
        index = self._slots[i]
        if value is None and self.maker.fgraph.takes_none(self.maker.fgraph.inputs[index]):
            return stand_in(self.maker.inputs[index].variable.type, self.program.slots[index])
        if not self.trust_input:
            return self._filtered(index, value)
        if self.program.slots[index].dtype != "object":
            error = TypeError("with trust_input=True nothing is converted")
            raise TypeError(refused_argument(self._label(), self.name, index, self.maker.inputs[index], value, error))
        return value

    def _filtered(self, index, value):
        spec = self.maker.inputs[index]
        try:
            value = spec.variable.type.filter(value, strict=spec.strict, allow_downcast=spec.allow_downcast)
        except Exception as error:
            error.args = (refused_argument(self._label(), self.name, index, self.maker.inputs[index], value, error),)
            raise
        if isinstance(value, np.ndarray):
            if type(value) is not np.ndarray:
                # a memmap
                value = value.view(np.ndarray)
            if not value.flags.aligned or spec.mutable and not value.flags.writeable:
                value = value.copy()
        elif isinstance(value, np.generic):
            # the value of a scalar type
            value = np.asarray(value)
        return value

    def on_error(self, node, exception, inputs):
        """Add the known facts about the node that failed to an exception."""
        return _explained(exception, self.maker, node, inputs)

    def on_inner_error(self, node, exception, within):
        """Add the known facts about the failed nodes of nested graphs to an exception."""
        fgraph = self.maker.fgraph
        levels = []
        for number, place, inner, inputs in within:
            if number < 0:
                # nodes of this graph whose steps were joined, which were given other shapes than its inputs have
                levels.append((self.maker, None, inner, list(inputs)))
                break
            op = fgraph.toposort()[node].op if node >= 0 else None
            if not hasattr(op, "subgraph_ends"):
                # an inlined graph, or steps that belong to no node
                break
            graph = subgraphs(op, self.maker.mode)[number]
            levels.append((graph, place, inner, inputs))
            fgraph, node = graph.fgraph, inner
        for graph, place, inner, inputs in reversed(levels):
            exception = _explained(exception, graph, inner, inputs, place, None, self.maker)
        return exception

    # ------------------------------------------------------------- parts

    def free(self):
        """Release the results that ``f.fn()`` left."""
        for container in self._results or ():
            container.storage[0] = None

    @property
    def name(self):
        """The name, or the place in the program where the function was made."""
        return self.maker.name if self._name is None else self._name

    @name.setter
    def name(self, name):
        self._name = name

    def __getattr__(self, name):
        raise UnknownName(self._label, name, lambda: name != "eval" and did_you_mean(name, public(self)) or (
            " Use f(values) for results, theano.save(path, f) to keep it, and f.maker.fgraph for the graph."
        ))

    @property
    def fn(self):
        """The function without arguments, which works on the containers."""
        if self._bare is None:
            self._bare = Bare(self)
        return self._bare

    @property
    def output_storage(self):
        """A container for each output; ``f.fn()`` fills them."""
        if self._results is None:
            variables = self.maker.fgraph.outputs[: len(self.maker.outputs)]
            self._results = [Container(v, [None], readonly=True) for v in variables]
        return self._results

    @property
    def storage_map(self):
        """Lists with the values of the variables of the graph that runs; None for values that exist only in a call."""
        fgraph, cells = self.maker.fgraph, self.maker.cells
        for v in fgraph.variables:
            cells.setdefault(v, [v.data if isinstance(v, Constant) else None])
        inputs = {v: container.storage for v, container in zip(fgraph.inputs, self.input_storage)}
        return {v: inputs.get(v, cells[v]) for v in fgraph.variables}

    @property
    def _check_for_aliased_inputs(self):
        """True if an argument may be overwritten or kept, so that it must not alias another one."""
        return any(argument.spec.mutable or argument.spec.borrow for argument in self._arguments)

    @property
    def unpack_single(self):
        """True if the only output is returned bare."""
        return self.maker.unpack_single

    @property
    def return_none(self):
        """True if the function was asked for no outputs."""
        return self.maker.return_none

    @property
    def output_keys(self):
        """The keys of the outputs if they are given out in a dict, else None."""
        keys = self.maker.output_keys
        return None if keys is None else list(keys)

    @property
    def n_returned_outputs(self):
        """The number of outputs that a call returns."""
        return len(self.maker.outputs)

    @property
    def outputs(self):
        """The outputs of the function, an :class:`~tensorgraph.Out` each, with its ``variable`` as requested."""
        return self.maker.outputs

    def kinds(self):
        """Return the kinds of the program's steps in order of execution.

        A function without ``"python"`` among them runs without Python between its steps.
        """
        return [step.kind for step in self.program.steps]

    @with_guesses
    def copy(self, share_memory=False, swap=None, delete_updates=False, name=None, profile=None):
        """Return another function of the same graph; as in Theano it returns its outputs in a list.

        Parameters
        ----------
        share_memory : bool
            Accepted for Theano's sake.
        swap : dict, optional
            From shared variables to those that take their place.
        delete_updates : bool
            Leave the shared variables alone.
        name, profile : optional
        """
        maker = self.maker.variant(delete_updates=delete_updates, swap=swap or {}, profile=profile)
        maker.unpack_single = False
        return self._another(maker, f"{self.name} copy" if name is None else name)

    def _another(self, maker, name):
        containers = []
        for spec, old in zip(maker.inputs, self.input_storage):
            if spec.shared:
                containers.append(spec.variable.container)
            else:
                new = old if old is spec.value else old.copy()
                if new is not old and (spec.mutable or spec.update is not None):
                    # a call overwrites it
                    new.value = old.copied(copy.deepcopy)
                containers.append(new)
        new = maker.builder(maker, containers, name)
        new.trust_input = self.trust_input
        return new

    def __copy__(self):
        return self._another(self.maker, self._name)

    def __reduce__(self):
        containers = self.input_storage
        # values pickled one by one could be of different moments
        return _made, (self.maker, containers, self._name, self.trust_input, moment(containers))

    def __dask_tokenize__(self):
        """Return what Dask takes for the content of the function: its program, arguments and values."""
        maker, containers = self.maker, self.input_storage
        how = maker.output_keys, maker.unpack_single, self.trust_input, [out.borrow for out in maker.outputs]
        arguments = [(s.name, s.strict, s.allow_downcast, s.implicit, s.mutable, s.shared) for s in maker.inputs]
        types = [repr(container.type) for container in containers]
        return "tensorgraph.Function", digest((tuple(self.program), how, arguments, types, moment(containers)))

    def __str__(self):
        return f"Function({self._name})" if self._name else repr(self)


def _made(maker, containers, name, trust_input, values=()):
    if not config.unpickle_function:
        return None
    for container, value in zip(containers, values):
        if container.storage[0] is not value:
            container.storage[0] = value
    return maker.loaded(containers, name, trust_input)
