"""``compiled``: a function of arrays, made of one of variables the first time that it meets their types."""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np

from ..compile.function import function
from ..config import config
from ..graph.messages.called import with_type
from ..graph.messages.usersfunction import call_function, check_callable
from ..graph.variable import Variable
from ..nearest import did_you_mean
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .trees import LEAF, flattened, passed, rebuilt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..typing import ModeLike


def compiled(
    f: Callable[..., Any] | None = None, *, updates: bool = False, mode: ModeLike | None = None,
    static: str | Sequence[str] = (),
) -> Any:
    """Return a function that computes with arrays what `f` says of variables.

    The graph is built and compiled at the first call with arguments of some types, and kept for further ones.

    Parameters
    ----------
    f : callable, optional
        A function of variables that returns variables; on both sides, trees of lists, tuples, dicts and dataclasses may
        take their place. Without it, a decorator is returned.
    updates : bool
        Whether `f` returns a pair: the results, and updates of shared variables as :func:`tensorgraph.function` takes
        them.
    mode : Mode or str, optional
        As of :func:`tensorgraph.function`.
    static : str or sequence of str
        Names of parameters whose arguments are passed on to `f` as they are, such as axes and flags; a graph is built
        for each of their values, which must be hashable.

    Returns
    -------
    Compiled
        Takes arrays, numbers and trees of them, by position or keyword, and returns arrays. Texts and other values that
        are no numbers are passed on to `f` as they are, also where they are parts of trees, and a graph is built for
        each of them.

    Raises
    ------
    TypeError
        If `f` has no parameter of a name in `static`; when called, if an argument is neither a number or an array nor
        hashable, or `f` returns what is no variable.

    Notes
    -----
    A graph is built for each combination of dtypes, ranks, axes of length 1, which broadcast, and values that are not
    arrays. Python's floats have the dtype ``config.floatX``, its integers int64. Called with variables instead of
    arrays, the function is part of their graph.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> @theano.compiled
    ... def predict(params, x, scale=1.0):
    ...     return {"y": scale * T.tanh(T.dot(x, params["w"]) + params["b"])}
    >>> params = {"w": np.ones(2), "b": 0.5}
    >>> predict(params, np.zeros((3, 2)), scale=2.0)["y"].round(3)
    array([0.924, 0.924, 0.924])
    >>> len(predict.functions)
    1

    With shared variables:

    >>> count = theano.shared(0)
    >>> @theano.compiled(updates=True)
    ... def step(n):
    ...     return count, {count: count + n}
    >>> step(5), count.get_value()
    (array(0), array(5))
    """
    if f is None:
        return functools.partial(compiled, updates=updates, mode=mode, static=static)
    return Compiled(f, updates, mode, static)


def _signature_of(f):
    try:
        return inspect.signature(f)
    except ValueError:
        text = f"compiled needs a function whose arguments are known, not {with_type(f)}: use a lambda"
        raise TypeError(text) from None


class Compiled:
    """A function of arrays that is compiled for each combination of types; see :func:`compiled`.

    Parameters
    ----------
    f : callable
    updates : bool
    mode : Mode or str, optional
    static : str or sequence of str

    Attributes
    ----------
    functions : dict
        The compiled functions, by the types of their arguments.
    """

    def __init__(
        self, f: Callable[..., Any], updates: bool = False, mode: ModeLike | None = None, static: Any = ()
    ) -> None:
        check_callable(f, "compiled")
        self.f, self.updates, self.mode = f, updates, mode
        self.static = frozenset([static] if isinstance(static, str) else static)
        self._check_static()
        self.functions = {}
        self._attribute = self._holder = None
        self._lock = threading.RLock()
        functools.update_wrapper(self, f, updated=())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.static:
            args, kwargs = self._marked(args, kwargs)
        if kwargs or any([type(arg) is not np.ndarray for arg in args]):
            leaves, shape = flattened((args, kwargs))
        else:
            # arrays alone need not be taken apart
            leaves, shape = args, len(args)
        keys, values = [shape], []
        for leaf in leaves:
            if type(leaf) is np.ndarray:
                lengths = leaf.shape
                # axes of length 1 broadcast
                keys.append((leaf.dtype, tuple([n == 1 for n in lengths]) if 1 in lengths else len(lengths)))
                values.append(leaf)
            elif isinstance(leaf, Variable):
                return self.f(*map(_unmarked, args), **{name: _unmarked(arg) for name, arg in kwargs.items()})
            elif isinstance(leaf, (bool, int, float, complex)) and not isinstance(leaf, np.generic):
                keys.append(config.floatX if type(leaf) is float else type(leaf))
                values.append(leaf)
            else:
                leaf = _plain(leaf)
                keys.append((leaf.dtype, tuple([n == 1 for n in leaf.shape])))
                values.append(leaf)
        key = tuple(keys)
        try:
            known = self.functions.get(key)
        except TypeError:
            raise _unhashable(shape) from None
        run, form = self._first(key, args, kwargs) if known is None else known
        return rebuilt(form, run(*values))

    def _first(self, key, args, kwargs):
        """Return the function for arguments of types that have none yet; of several threads, one builds it."""
        with self._lock:
            if key not in self.functions:
                self.functions[key] = self._traced(*flattened((args, kwargs)))
            return self.functions[key]

    def _traced(self, leaves, shape):
        """Return the compiled function for arguments like these, and the form of its results."""
        inputs, names = [], self._names(leaves, shape)
        for leaf, name in zip(leaves, names):
            v = _variable_for(leaf)
            v.name = name
            inputs.append(v)
        args, kwargs = rebuilt(shape, inputs)
        args, kwargs = tuple(map(_unmarked, args)), {name: _unmarked(arg) for name, arg in kwargs.items()}
        try:
            result = call_function(self.f, args, kwargs, "compiled")
        except (AttributeError, TypeError) as error:
            self._note(error, args, kwargs)
            raise
        updates = None
        if self.updates:
            if not isinstance(result, (tuple, list)) or len(result) != 2:
                raise TypeError(f"with updates=True, the function must return (results, updates), not {result!r}")
            result, updates = result
        outputs, form = flattened(result)
        outputs = [self._checked(v) for v in outputs]
        run = function(inputs, outputs, updates=updates, mode=self.mode, on_unused_input="ignore", name=self._name())
        return run, form

    def _check_static(self):
        if self.static:
            known = list(_signature_of(self.f).parameters)
            for name in self.static:
                if name not in known:
                    raise TypeError(
                        f"static names {name!r}, but {self._name()} has no such parameter.{did_you_mean(name, known)} "
                        f"Its parameters are {', '.join(known)}"
                    )

    def _marked(self, args, kwargs):
        """Return arguments of which those that are static are leaves of their own."""
        names = [
            p.name for p in _signature_of(self.f).parameters.values()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        names += [None] * (len(args) - len(names))
        args = tuple([_Static(arg) if name in self.static else arg for name, arg in zip(names, args)])
        return args, {name: _Static(arg) if name in self.static else arg for name, arg in kwargs.items()}

    def _names(self, leaves, shape):
        """Return for each leaf the name of the parameter that it is the argument of, or None."""
        try:
            args, kwargs = rebuilt(shape, range(len(leaves)))
            bound = _signature_of(self.f).bind(*args, **kwargs)
        except (TypeError, ValueError):
            # the call says what is wrong
            return [None] * len(leaves)
        names = {i: name for name, i in bound.arguments.items() if type(i) is int}
        return [names.get(i) for i in range(len(leaves))]

    def _note(self, error, args, kwargs):
        """Add to an error which arguments the function was given as they are, if it says that it cannot use one."""
        try:
            given = _signature_of(self.f).bind(*args, **kwargs).arguments
        except TypeError:
            return
        for name, value in given.items():
            kind = type(value).__name__
            if not isinstance(value, Variable) and f"{kind!r}" in str(error):
                passed = "with a variable for each number" if flattened(value)[1] != LEAF else "as it is"
                error.add_note(
                    f"The argument {name} of {self._name()}() is {with_type(value)}, and was passed on {passed}.\n"
                    f"hint: pass {name}=np.asarray(...) for one variable"
                )

    def _checked(self, v):
        try:
            return v if isinstance(v, Variable) else as_tensor_variable(v)
        except TypeError:
            hint = "a function without a return statement returns None" if v is None else (
                "use numbers, arrays and variables; an argument that is none of them, as a text, is passed as it is"
            )
            raise TypeError(
                f"the function {self._name()} must return variables, or trees of them, not {with_type(v)}.\n"
                f"hint: {hint}"
            ) from None

    def _name(self):
        return getattr(self.f, "__name__", type(self.f).__name__)

    def __set_name__(self, owner, name):
        self._attribute = name

    def __get__(self, instance, owner=None):
        # as a method, it is compiled for each object: it may read what belongs to that
        if instance is None or isinstance(self.f, staticmethod) or not hasattr(self.f, "__get__"):
            return self
        own, key = getattr(instance, "__dict__", None), f"<compiled {self._attribute or self._name()}>"
        if own is None:
            raise TypeError(
                f"the compiled method {self._name()} keeps its functions in the object, and {type(instance).__name__} "
                "has __slots__ without room for them.\nhint: add '__dict__' to __slots__"
            )
        bound = own.get(key)
        # a copy of an object has the methods of that
        if bound is None or bound._holder is not instance:
            bound = Compiled(self.f.__get__(instance, owner), self.updates, self.mode, self.static)
            bound._holder, bound._attribute = instance, self._attribute
            if isinstance(instance, type):
                setattr(instance, key, bound)
            else:
                own[key] = bound
        return bound

    def __reduce__(self):
        if self._holder is not None and self._attribute is not None:
            return getattr, (self._holder, self._attribute)
        # as a function, by its name where it stands under that; its graphs are built again
        path = getattr(self.f, "__qualname__", "")
        found = sys.modules.get(getattr(self.f, "__module__", None))
        for name in path.split("."):
            found = getattr(found, name, None)
        return path if found is self else (Compiled, (self.f, self.updates, self.mode, tuple(self.static)))

    def __repr__(self):
        return f"<compiled {self._name()}, for {len(self.functions)} combinations of types>"


class _Static:
    """An argument that is passed on as it is; equal to others of the same type and value."""

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return type(other) is _Static and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self):
        return hash((type(self.value), self.value))

    def __repr__(self):
        return repr(self.value)


def _unmarked(leaf):
    return leaf.value if type(leaf) is _Static else leaf


def _plain(leaf):
    """Return a number of NumPy, or an array of another class, as a plain array."""
    if isinstance(leaf, np.ma.MaskedArray):
        raise TypeError(
            "a compiled function takes no masked arrays, whose masks it would lose.\nhint: pass x.filled(value), or "
            "x.data and x.mask as two arguments"
        )
    return np.asarray(leaf)


def _variable_for(leaf):
    """Return an input for an argument."""
    # numbers of NumPy have a dtype of their own, also where they are derived from Python's
    if not isinstance(leaf, np.generic):
        if isinstance(leaf, bool):
            return TensorType("bool", ())()
        if isinstance(leaf, int):
            return TensorType("int64", ())()
        if isinstance(leaf, float):
            return TensorType(config.floatX, ())()
    leaf = np.asarray(leaf)
    return TensorType(str(leaf.dtype.newbyteorder("=")), [n == 1 for n in leaf.shape])()


def _unhashable(shape):
    """Return the error for arguments that no graph can be kept for."""
    for value in passed(shape):
        try:
            hash(value)
        except TypeError:
            if isinstance(value, _Static):
                return TypeError(
                    f"what is named by static must be of hashable values, not {value!r} of {type(value.value)}.\nhint: "
                    "pass a tuple or a number"
                )
            return TypeError(
                f"a compiled function takes arrays, numbers, trees of them, and hashable values, not {value!r} of "
                f"{type(value)}.\nhint: np.asarray(...) makes an array of a sequence"
            )
    return TypeError("an argument has a key that cannot be hashed")
