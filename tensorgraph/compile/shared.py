"""Shared variables: values that functions share and update."""

from __future__ import annotations

import copy
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, overload

import numpy as np

from .._kernels.machine.allocation._fresh import copied
from ..graph.messages.called import with_type
from ..graph.type import generic
from ..graph.variable import Variable
from ..misuse import with_guesses
from ..nearest import UnknownName, did_you_mean
from ..options import check_options
from ..scalar.dtypes import all_dtypes
from ..tensor.types.constant import AsTensorError
from ..tensor.types.dtypename import check_name
from ..tensor.types.notensor import reason
from ..tensor.types.type import TensorType
from ..tensor.types.variable import _tensor_py_operators
from .container import Container, moment
from .pickles.content import digest
from .unfit import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol, Self

    from numpy.typing import NDArray

    from ..graph.type import Type
    from ..typing import TensorLike, Value

    class _SparseMatrix(Protocol):
        def tocsr(self, copy: bool = ...) -> Any: ...

    # Any would fit an array too, so that the type of its variable would not be known
    _Collection = list[Any] | tuple[Any, ...] | dict[Any, Any] | str | None
    _Object = np.random.RandomState | np.random.Generator | _SparseMatrix | np.bool_ | _Collection


def _check(borrow, called):
    check_options([("borrow", 0)], (borrow,), {}, called)


class SharedVariable(Variable):
    """A variable with a value that lives between calls.

    Parameters
    ----------
    name : str or None
    type : Type
    value : object
        The first value, filtered by `type`; copy it first if it must not be shared with the caller.
    strict, allow_downcast : bool or None
        How values are converted.
    container : Container, optional
        Where the value lives, instead of `value`.

    Attributes
    ----------
    container : Container
    default_update : Variable
        What every function that uses the variable makes of it, unless told otherwise.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph as theano
    >>> s = theano.shared(np.zeros(2), "s")
    >>> s.set_value([1.0, 2.0])
    >>> s.get_value(), isinstance(s, theano.compile.SharedVariable)
    (array([1., 2.]), True)
    """

    container: Container
    owner = index = None  # also where a pickle has none
    default_update: Variable | None = None

    def __init__(
        self, name: str | None, type: Type, value: Any, strict: bool | None = False, allow_downcast: bool | None = None,
        container: Container | None = None
    ) -> None:
        super().__init__(type=type, name=name, owner=None, index=None)
        if container is None:
            if isinstance(value, Variable):
                raise TypeError(f"the value of a shared variable must be a value, not the variable {value}")
            container = Container(self, [None], strict=strict, allow_downcast=allow_downcast)
            if value is not None:
                container.storage[0] = type.filter(value, strict=strict, allow_downcast=allow_downcast)
        elif value is not None or strict is not False and strict is not None:
            raise TypeError("value and strict are ignored if you pass a container here")
        self.container = container

    @with_guesses
    def get_value(self, borrow: bool = False, return_internal_type: bool = False) -> Any:
        """Return a copy of the value, or the array itself with ``borrow=True``.

        The value is consistent, also while other threads call functions that update the variable. A borrowed array
        belongs to the variable: a later update may overwrite it, or replace it by another array.
        """
        if borrow and borrow is not True:
            _check(borrow, "get_value")
        return self.container.value if borrow else self.container.copied(copy.deepcopy)

    def set_value(self, new_value: Any, borrow: bool = False) -> None:
        """Assign a copy of a value, or the array itself with ``borrow=True``.

        Raises
        ------
        TypeError
            If `new_value` does not convert to the variable's type.
        """
        if borrow and borrow is not True:
            _check(borrow, "set_value")
        self.container.value = new_value if borrow else copy.deepcopy(new_value)

    def zero(self, borrow: bool = False) -> None:
        """Fill with zeros; without `borrow`, an array that others hold is left unchanged."""
        if borrow:
            _check(borrow, "zero")
            self.container.turn.overwrite(self.container.storage, _fill_with_zeros)
        else:
            self.container.value = 0 * self.container.value

    def clone(self) -> Self:
        """Return another variable on the same container."""
        new = self.__class__(name=self.name, type=self.type, value=None, strict=None, container=self.container)
        new.copy_tag(self)
        return new

    def filter_update(self, update: TensorLike) -> Any:
        """Return `update` as a variable of this type."""
        return self.type.filter_variable(update, allow_convert=False)

    def __dask_tokenize__(self):
        """Return what Dask takes for the content of the variable: its name, type and value."""
        value = moment([self.container])[0]
        return "tensorgraph.SharedVariable", digest((type(self).__name__, self.name, repr(self.type), value))

    def __getstate__(self):
        state = super().__getstate__()
        return {name: value for name, value in state.items() if value is not None or name not in ("owner", "index")}

    def __setattr__(self, name, value):
        if name == "value":
            raise AttributeError(
                f"sharedvar.value does not exist anymore: use {self.name or 'x'}.set_value(value), and get_value()"
            )
        super().__setattr__(name, value)

    # for type checkers, these are mistakes
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise UnknownName(lambda: with_type(self), name, lambda: (
                f" It holds {with_type(self.container.value)}: use {self.name or 'x'}.get_value() for it, and "
                "theano.shared(np.asarray(value, dtype)) for an array to compute with."
            ))

    def __getitem__(self, *args: Any) -> Any:
        raise TypeError(
            "The generic 'SharedVariable' object is not subscriptable. This shared variable contains "
            f"{self.container.value!r}\n{reason(self)}"
        )


def _refused(self, *others, **options):
    # so that what is computed with a list says what to do; arrays have operators of their own
    raise AsTensorError(reason(self), self)


for _word in "add sub mul truediv floordiv mod pow matmul and or xor".split():
    for _name in (f"__{_word}__", f"__r{_word}__"):
        setattr(SharedVariable, _name, _refused)
for _name in ("__gt__", "__ge__", "__lt__", "__le__", "__array_ufunc__", "__array_function__"):
    setattr(SharedVariable, _name, _refused)


class TensorSharedVariable(_tensor_py_operators, SharedVariable):
    """A shared array."""

    @with_guesses
    def get_value(self, borrow: bool = False, return_internal_type: bool = False) -> NDArray[Any]:
        """Return a copy of the array, or with ``borrow=True`` the array itself, as for every shared variable."""
        if borrow and borrow is not True:
            _check(borrow, "get_value")
        return self.container.value if borrow else self.container.copied(copied)

    @with_guesses
    def set_value(self, new_value: Value, borrow: bool = False) -> None:
        """Assign a copy of an array, or the array itself with ``borrow=True``."""
        if new_value is None:
            raise TypeError(refusal(f"the value of {self}", self.type, None, []))
        if not borrow and isinstance(new_value, np.ndarray):
            new_value = copied(new_value)
        self.container.value = new_value


class ScalarSharedVariable(TensorSharedVariable):
    """A shared 0-d array."""


def _fill_with_zeros(array):
    array[...] = 0


_constructors = []


def shared_constructor(constructor: Callable[..., Any], remove: bool = False) -> Callable[..., Any]:
    """Register a constructor that :func:`~tensorgraph.shared` tries before those added earlier; a decorator.

    It takes the arguments of :func:`~tensorgraph.shared` and raises TypeError for values that it does not handle.

    Parameters
    ----------
    ctor : callable
        ``ctor(value, name, strict, allow_downcast, ...)``; raises TypeError for a value that is not its.
    remove : bool
        Take it away instead.

    Returns
    -------
    callable
        `ctor` itself.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> class Money:
    ...     def __init__(self, cents):
    ...         self.cents = cents
    >>> def money(value, name=None, strict=False, allow_downcast=None, **kwargs):
    ...     if not isinstance(value, Money):
    ...         raise TypeError(value)
    ...     return theano.shared(value.cents, name)
    >>> f = theano.compile.shared_constructor(money)
    >>> theano.shared(Money(250)).get_value()
    array(250)
    >>> f = theano.compile.shared_constructor(money, remove=True)
    """
    if remove:
        _constructors.remove(constructor)
    else:
        _constructors.append(constructor)
    return constructor


shared_constructor.constructors = _constructors


@overload
def shared(
    value: NDArray[Any] | np.number[Any] | int | float | complex, name: str | None = ..., strict: bool = ...,
    allow_downcast: bool | None = ..., *, borrow: bool = ..., broadcastable: Sequence[int] | None = ...,
    target: str = ...
) -> TensorSharedVariable: ...


@overload
def shared(
    value: _Object, name: str | None = ..., strict: bool = ..., allow_downcast: bool | None = ..., **kwargs: Any
) -> SharedVariable: ...


@with_guesses
def shared(
    value: Any, name: str | None = None, strict: Any = False, allow_downcast: bool | None = None, **kwargs: Any
) -> SharedVariable:
    """Make a variable with a value that functions share and update.

    Parameters
    ----------
    value : object
        The first value; it is copied unless ``borrow=True`` is given. An array gives a tensor of its dtype whose axes
        are not broadcastable, unless ``broadcastable=`` says so; a number a 0-d tensor; anything else a generic
        variable.
    name : str, optional
    strict, allow_downcast : bool or None
        How later values are converted.

    Returns
    -------
    SharedVariable

    Raises
    ------
    TypeError
        If the value is symbolic, or masked, or no constructor takes the arguments.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> theano.shared(0).get_value()
    array(0)
    """
    if isinstance(value, Variable):
        raise TypeError(
            "Shared variable constructor needs numeric values and not symbolic variables. It is given "
            f"{with_type(value)}.\nhint: compute the value first, as theano.shared(x.eval()), or use NumPy"
        )
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise TypeError(reason(value))
    if isinstance(strict, str):
        raise TypeError(
            f"strict must be True or False, not {strict!r}: the arguments are the value, its name, and strict.\nhint: "
            f"use theano.shared(np.asarray(value, dtype='float64'), name) for a dtype"
        )
    check_name(name, value)
    check_options([("strict", 0), ("borrow", 1)], (strict,), kwargs, "shared")
    if type(value).__module__.startswith("scipy.sparse"):
        # the constructor for them is in a higher layer
        import_module(f"{__package__.partition('.')[0]}.sparse")
    reasons: list[Exception] = []
    for constructor in reversed(_constructors):
        try:
            new = constructor(value, name=name, strict=strict, allow_downcast=allow_downcast, **kwargs)
        except TypeError as error:
            reasons.append(error)
            continue
        return new
    raise TypeError(
        f"No suitable SharedVariable constructor could be found. Are you sure all kwargs are supported? "
        f'We do not support the parameter dtype or type. value="{value}". parameters="{kwargs}"'
        + _hint(value, kwargs, reasons)
    )


def _hint(value, kwargs, reasons):
    """Return a hint for arguments that no constructor takes."""
    if "dtype" in kwargs:
        return f"\nhint: use theano.shared(np.asarray(value, dtype={kwargs['dtype']!r}), name)"
    known = ("value", "name", "strict", "allow_downcast", "borrow", "broadcastable", "target")
    unknown = [name for name in kwargs if name not in known]
    if unknown:
        return f"\nhint: there is no argument {unknown[0]!r}.{did_you_mean(unknown[0], known)}"
    if isinstance(value, (list, tuple)):
        return "\nhint: use theano.shared(np.asarray(value), ...)"
    if hasattr(value, "__next__"):
        return "\nhint: it is read only once: use theano.shared(np.asarray(list(value)))"
    flags = kwargs.get("broadcastable", ())
    wrong = [axis for axis, one in enumerate(flags or ()) if one and np.shape(value)[axis:][:1] not in ((1,), ())]
    if isinstance(value, np.ndarray) and wrong and len(flags) == value.ndim:
        return (
            f"\nhint: the value has shape {value.shape}, and broadcastable={flags} says that axis {wrong[0]} is of "
            "length 1: use False there, or leave it out"
        )
    if isinstance(value, np.ndarray) and value.dtype.name in all_dtypes:
        return f"\nhint: broadcastable must hold a bool for each of the {value.ndim} axes. {reasons[0]}"
    if isinstance(value, np.ndarray):
        return f"\nhint: the array has dtype {value.dtype}: use value.astype('float64')"
    return ""


@shared_constructor
def generic_constructor(value, name=None, strict=False, allow_downcast=None, borrow=False):
    """Make a shared variable of any Python object."""
    if not borrow:
        value = copy.deepcopy(value)
    return SharedVariable(type=generic, value=value, name=name, strict=strict, allow_downcast=allow_downcast)


@shared_constructor
def scalar_constructor(value, name=None, strict=False, allow_downcast=None, borrow=False, target="cpu"):
    """Make a shared variable of a number or NumPy scalar, as a 0-d array of its own dtype."""
    if not isinstance(value, (np.number, float, int, complex)):
        raise TypeError(f"an object of {type(value)} is no number")
    array = np.asarray(value)
    return ScalarSharedVariable(
        type=TensorType(array.dtype, ()), value=array.copy(), name=name, strict=strict, allow_downcast=allow_downcast
    )


@lru_cache(256)
def _type(dtype, broadcastable):
    """Return the type of arrays; variables share it, and so do their pickles."""
    return TensorType(dtype, broadcastable=broadcastable)


@shared_constructor
def tensor_constructor(
    value, name=None, strict=False, allow_downcast=None, borrow=False, broadcastable=None, target="cpu"
):
    """Make a shared variable of an array."""
    if not isinstance(value, np.ndarray):
        raise TypeError(f"an object of {type(value)} is no array")
    if broadcastable is None:
        broadcastable = (False,) * value.ndim
    return TensorSharedVariable(
        type=_type(value.dtype, tuple(broadcastable)),
        value=value if borrow else copied(value),
        name=name,
        strict=strict,
        allow_downcast=allow_downcast,
    )
