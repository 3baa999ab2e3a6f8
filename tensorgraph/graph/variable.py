"""Variables and constants: the edges of a graph."""

from __future__ import annotations

import copy
import itertools
from importlib import import_module
from typing import TYPE_CHECKING

from ..config import config
from ..flags import theano_is_this
from ..misuse import with_guesses
from ..nearest import UnknownName, did_you_mean
from . import deep
from .current import current
from .messages.pickled import checked
from .places.location import as_location
from .trace import user_trace

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any, Self

    from .apply import Apply
    from .fgraph import FunctionGraph
    from .type import Type

_MISSING = object()


class Scratchpad:
    """Free attributes of a variable or a node: ``x.tag.test_value = ...``.

    ``x.tag.trace`` says where the program made `x`, a list with one list of ``(file, line, function, text of the
    line)``, the outermost call first. It is looked up when it is read.
    """

    __slots__ = ("__dict__", "_place")

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    else:

        def __getattr__(self, name):
            if name[:2] == "__" or name == "_place":
                raise AttributeError(name)
            if name == "trace" and getattr(self, "_place", None) is not None:
                return [self._place.location().lines()[::-1]]
            raise UnknownName("the tag", name, lambda: did_you_mean(name, [*self.__dict__, "test_value"]) or (
                f" It must be set first: use x.tag.{name} = value."
            ))

    def clear(self) -> None:
        self.__dict__.clear()

    def __copy__(self) -> Scratchpad:
        new = Scratchpad()
        if hasattr(self, "_place"):
            new._place = self._place
        new.__dict__.update(self.__dict__)
        return new

    def __str__(self) -> str:
        return f"scratchpad{self.__dict__}"

    def __reduce_ex__(self, protocol):
        return checked(self, super().__reduce_ex__(protocol))

    def __getstate__(self):
        state = self.__dict__
        if not config.pickle_test_value and "test_value" in state:
            state = {name: value for name, value in state.items() if name != "test_value"}
        return state or None

    def info(self) -> None:
        print(f"<theano.gof.utils.scratchpad instance at {id(self)}>")
        for key, value in self.__dict__.items():
            print(f"  {key}: {value}")


class Variable:
    """A value in a graph: an input, a constant, or an output of an apply node.

    Parameters
    ----------
    type : Type
        What values it can hold.
    owner : Apply, optional
        The node that computes it.
    index : int, optional
        Its position among the outputs of `owner`.
    name : str, optional
        For people.

    Notes
    -----
    Equality and hash are by identity. ``eq(a, b)`` compares elementwise.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> z = T.exp(x)
    >>> z.owner.inputs[0] is x, x.owner is None
    (True, True)
    >>> z.eval({x: 0.0})
    array(1.)
    """

    type: Any
    owner: Apply | Any  # None for inputs; `Any` spares readers a check
    index: int | None
    name: str | Any

    __count__ = itertools.count()
    own_trace = None  # for pickles without one
    _tag: Scratchpad | None = None
    derivation = None  # of a gradient: its derivation, and its index among the results

    def __init__(
        self, type: Type, owner: Apply | None = None, index: int | None = None, name: str | None = None
    ) -> None:
        self.type = type
        self.owner = owner
        self.index = None if index is None else int(index)
        if name is not None and not isinstance(name, str):
            text = " ".join(repr(name).split())
            raise TypeError(
                f"name must be a string, got {text if len(text) <= 60 else f'{text[:57]}...'}.\nhint: use "
                "T.constant(value) or theano.shared(value) for a variable with a value"
            )
        self.name = name
        is_value = hasattr(type, "__array__") or isinstance(type, str) and not theano_is_this()
        if owner is None and is_value and not hasattr(type, "filter"):
            # old programs make variables of any other object for their tests
            raise TypeError(
                f"the type of a variable must be a Type, not {type!r}.\nhint: use theano.shared(value) for a variable "
                "with a value, T.dvector('x') and others for inputs"
            )
        self.own_trace = None if owner is not None else user_trace(2)

    def __dir__(self) -> list[str]:
        """Return the names that a user may want: no ``_private`` ones."""
        hidden = ("own_trace", "derivation", "copy_tag")
        names = super().__dir__()
        return [name for name in names if name not in hidden and (name[0] != "_" or name.startswith("__"))]

    @property
    def tag(self) -> Scratchpad:
        """Free attributes for notes of a program, made when they are asked for: most variables have none."""
        # two threads may ask at once
        found = self.__dict__.setdefault("_tag", Scratchpad()) if self._tag is None else self._tag
        if not hasattr(found, "_place"):  # new, or copied with the variable
            found._place = self._place
        return found

    @tag.setter
    def tag(self, value: Scratchpad) -> None:
        self._tag = value

    @property
    def _place(self) -> Any:
        """The place where this was made, for the tag."""
        return self.where_made

    def copy_tag(self, source: Any) -> None:
        """Take a copy of the tag of `source`, if it has one."""
        if source._tag is not None:
            self._tag = source._tag.__copy__()

    @property
    def where_made(self) -> Any:
        """Trace or Location of the place where the user made this variable, or None."""
        return self.own_trace if self.owner is None else self.owner.trace

    @property
    def auto_name(self) -> str:
        """A name that no other variable has, assigned on first use."""
        name = self.__dict__.get("_auto_name")
        if name is None:
            name = self._auto_name = f"auto_{next(Variable.__count__)}"
        return name

    @property
    def fgraph(self) -> FunctionGraph:
        """The FunctionGraph of this variable: while one is being rewritten, of a constant only that one."""
        if self.owner is not None:
            return self.owner.fgraph
        input_of = self.__dict__.get("_input_of")
        for fgraph in (current.fgraph, input_of and input_of()):
            if fgraph is not None and self in fgraph:
                return fgraph
        raise AttributeError(f"{self} belongs to no FunctionGraph")

    @property
    def clients(self) -> Any:
        """The clients of this variable in its :attr:`fgraph`: ``(node, input index)`` and ``("output", index)``."""
        return self.fgraph.clients(self)

    def __str__(self) -> str:
        if self.name is not None:
            return str(self.name)
        if self.owner is not None:
            op = self.owner.op
            if self.index == op.default_output:
                return f"{op}.out"
            return f"{op}.{self.index}"
        return f"<{self.type}>"

    def __repr__(self) -> str:
        """Return the name, followed by the test value if ``config.print_test_value``."""
        text = str(self)
        if config.print_test_value and hasattr(self.tag, "test_value"):
            text += f"\n{self.tag.test_value!r}"
        return text

    def _repr_html_(self) -> str:
        """Return the variable as notebooks show it; how lies above this module and is needed only now."""
        return import_module("..insight.notebook", __package__).variable_html(self)

    def clone(self) -> Self:
        """Return a variable of the same type, name and tag, without an owner."""
        new = self.__class__(self.type, None, None, self.name)
        new.copy_tag(self)
        new.own_trace = self.where_made
        return new

    def __lt__(self, other: Any) -> Any:
        raise NotImplementedError(f"Subclasses of Variable must provide __lt__: {type(self).__name__}")

    def get_parents(self) -> list[Any]:
        """Return the node that computes this variable, in a list."""
        return [] if self.owner is None else [self.owner]

    @with_guesses
    def eval(self, inputs_to_values: Mapping[Any, Any] | None = None) -> Any:
        """Compute the value of this variable, given values of its inputs.

        Parameters
        ----------
        inputs_to_values : dict, optional
            From variables to values.

        Returns
        -------
        numpy.ndarray
            The value. The compiled function is kept for the next call.
        """
        if inputs_to_values is None:
            inputs_to_values = {}
        elif not hasattr(inputs_to_values, "keys"):
            raise TypeError(
                f"eval needs a dict from inputs to their values, as x.eval({{y: 1.0}}), not {inputs_to_values!r}"
            )
        other = next((key for key in inputs_to_values if isinstance(key, str)), None)
        if other is not None:
            from .traverse import inputs  # which needs the variables that need this

            known = sorted({v.name for v in inputs([self]) if v.name})
            hint = f"pass {other}, not its name" if other in known else f"use variables: {', '.join(known) or 'none'}"
            raise TypeError(
                f"eval needs a dict from variables to values, as x.eval({{y: 1.0}}): {other!r} is a str.\nhint: {hint}"
            )
        cache = self.__dict__.setdefault("_fn_cache", {})
        given = tuple(sorted(inputs_to_values, key=id))
        if given not in cache:
            cache[given] = _compiler(given, self)
        return cache[given](*[inputs_to_values[v] for v in given])

    def __getstate__(self):
        state = self.__dict__
        if self.owner is not None:
            nodes = deep.nodes_first(self, [self])
            if nodes is not None:
                state = {"nodes_first": nodes, **state}
        if state is self.__dict__:
            state = state.copy()
        state.pop("_fn_cache", None)
        state.pop("_input_of", None)
        if state.get("own_trace") is not None:
            state["own_trace"] = as_location(state["own_trace"])
        return state

    def __setstate__(self, state):
        state.pop("nodes_first", None)
        self.__dict__.update(state)


def _compiler(inputs, outputs, **options):
    # the layer that compiles lies above this one and registers itself when it is imported
    import_module(f"{__package__.split('.')[0]}.compile")
    return _compiler(inputs, outputs, **options)


def set_compiler(compiler):
    """Set how ``Variable.eval`` compiles: ``compiler(inputs, outputs, **options)`` returns a callable."""
    global _compiler
    _compiler = compiler


def compile_graph(inputs, outputs, **options):
    """Compile a callable that computes `outputs`, a variable or a list of variables, from the values of `inputs`.

    The `options` are those of ``function``.
    """
    return _compiler(inputs, outputs, **options)


class Constant(Variable):
    """A variable with a value that never changes.

    Parameters
    ----------
    type : Type
        Its type; it filters `data`.
    data : object
        The value.
    name : str, optional
        For people.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> c = T.constant(2.0, name="c")
    >>> c.data, c.type
    (array(2., dtype=float32), TensorType(float32, scalar))
    """

    owner = None  # also where a pickle has none

    def __init__(self, type: Type, data: Any = _MISSING, name: str | None = None) -> None:
        if data is _MISSING:
            raise TypeError(
                f"a constant has a type and a value, and is given {type!r} alone.\nhint: use "
                "theano.tensor.constant(value)"
            )
        super().__init__(type, None, None, name)
        self.data = type.filter(data)

    def signature(self) -> Hashable:
        """Return a hashable key; constants of equal signature are interchangeable."""
        return self.type, self.data

    def equals(self, other: object) -> bool:
        """Return True if `other` is a constant of the same type and value."""
        return isinstance(other, Constant) and self.signature() == other.signature()

    @property
    def value(self) -> Any:
        """The value; read only."""
        return self.data

    def __str__(self) -> str:
        if self.name is not None:
            return str(self.name)
        text = str(self.data)
        if len(text) > 20:
            text = f"{text[:10]}...{text[-10:]}"
        return f"{type(self).__name__}{{{text}}}"

    def clone(self) -> Self:
        """Return another constant of the same value."""
        new = copy.copy(self)
        new.copy_tag(self)
        new.__dict__.pop("_auto_name", None)
        return new

    def __setattr__(self, name: str, value: Any) -> None:
        # not a property, since owners are read all the time
        if name == "owner" and value is not None:
            raise ValueError("the owner of a constant cannot be set")
        super().__setattr__(name, value)
