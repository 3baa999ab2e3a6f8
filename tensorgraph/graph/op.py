"""Operations: the computations of apply nodes."""

from __future__ import annotations

import copy
import sys
from types import FunctionType
from typing import TYPE_CHECKING

from ..config import config
from ..misuse import explained, guess_in_constructor, wrong_arguments
from ..userline import PACKAGE
from . import testvalue
from .apply import Apply
from .described import Described, signature_of_node
from .messages.called import listed, shortened, with_type
from .messages.dropped import kept
from .messages.operand import NoOperand
from .messages.pickled import checked
from .perform import make_thunk
from .type import Type
from .variable import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any, Self

    from .fgraph import FunctionGraph


class Applicable:
    """Apply operations by calls; those for Theano that override theirs go on with ``super(theano.Op, self)``."""

    default_output: int | None = None
    acts_in_result = False

    def __call__(self, *inputs: Any, **kwargs: Any) -> Any:
        """Apply the op to `inputs` and return the output, or the list of outputs.

        Parameters
        ----------
        name : str, optional
            Name of the (single) output.
        return_list : bool, optional
            A list even for a single output.
        """
        return_list = kwargs.pop("return_list", False)
        name = kwargs.pop("name", None)
        try:
            node = self.make_node(*inputs, **kwargs)
        except (ArithmeticError, AttributeError, LookupError, NotImplementedError, TypeError, ValueError) as error:
            better = self._refused(error, inputs, kwargs)
            if better is error and not sys._getframe(1).f_code.co_filename.startswith(PACKAGE):
                better = explained(error, self.make_node, inputs, kwargs, str(self))
            if better is error:
                raise
            raise better from better.__cause__
        try:
            outputs = node.outputs
        except AttributeError:
            raise TypeError(
                f"{type(self).__name__}.make_node returned {type(node).__name__}, and must return a node: use return "
                "theano.Apply(self, [inputs], [outputs])"
            ) from None
        if type(self).__hash__ is _props_hash:
            hash(self)  # what it lacks is said at the line that applies it, not when rewrites compare it
        if name is not None:
            if not isinstance(name, str):
                raise TypeError(f"name must be a string, the name of the result of {self}: it is {with_type(name)}")
            if len(outputs) == 1:
                outputs[0].name = name
            elif self.default_output is not None:
                outputs[self.default_output].name = name
        if config.compute_test_value != "off":
            testvalue.compute(node)
        if self.default_output is not None:
            result = self._default(outputs)
            return [result] if return_list else result
        if return_list:
            return list(outputs)
        if self.acts_in_result:
            kept(outputs[0], node.inputs[0])
        return outputs[0] if len(outputs) == 1 else outputs

    @staticmethod
    def _get_test_value(v: Any) -> Any:
        """Return the test value of `v`: programs for Theano ask their operations for it."""
        return testvalue.get_test_value(v)

    def _default(self, outputs):
        try:
            return outputs[self.default_output]
        except IndexError:
            raise IndexError(
                f"{type(self).__name__}.default_output is {self.default_output}, and must be the number of one of its "
                f"{len(outputs)} outputs, from 0"
            ) from None

    def _refused(self, error, inputs, kwargs):
        """Return the error of ``make_node``, or one that says what it was given."""
        if isinstance(error, TypeError):
            return wrong_arguments(error, type(self).make_node, inputs, kwargs, str(self))
        if not isinstance(error, AttributeError):
            return error
        other = next((i for i, v in enumerate(inputs) if not isinstance(v, Variable)), None)
        if other is None:
            return error
        better = TypeError(
            f"{type(self).__name__}.make_node failed: {error}. Input {other} is {with_type(inputs[other])}, no "
            "variable.\nhint: use x = theano.tensor.as_tensor_variable(x) in make_node"
        )
        better.__cause__ = error
        return better


class Op(NoOperand, Applicable):
    """Base class of operations.

    A subclass defines ``make_node`` (or ``itypes`` and ``otypes``) and ``perform``, and
    where it has one its gradient (``L_op`` or ``grad``), its pushforward (``R_op``) and its
    ``infer_shape``. ``__props__``, a tuple of attribute names, gives equality, hash and text.

    Attributes
    ----------
    view_map, destroy_map : dict
        From output index to the list of the input indices that it is a view of, or that are
        overwritten to make it.
    default_output : int or None
        Which output a call returns when there are several.
    is_stochastic : bool
        Whether outputs are samples: a discrete one has no gradient then, where it is constant of other operations.
    kept_apart : hashable
        Nodes of equal operations are merged only if this is equal, too.
    acts_in_result : bool
        Whether a call is without effect if its result is not used, as that of an assertion: the program is told.
    optional : tuple of int
        Positions of inputs that may be None: an argument that nothing but these reads may be, too.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> class Double(theano.Op):
    ...     __props__ = ()
    ...     def make_node(self, x):
    ...         x = T.as_tensor_variable(x)
    ...         return theano.Apply(self, [x], [x.type()])
    ...     def perform(self, node, inputs, output_storage):
    ...         output_storage[0][0] = inputs[0] * 2
    >>> x = T.dvector()
    >>> theano.function([x], Double()(x))([1.0, 2.0])
    array([2., 4.])
    """

    view_map: dict[int, list[int]] = {}
    destroy_map: dict[int, list[int]] = {}
    is_stochastic: bool = False
    kept_apart: Hashable = None
    optional: tuple[int, ...] = ()
    __signature__ = Described(signature_of_node)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if isinstance(cls.__dict__.get("__props__"), str):
            raise TypeError(
                f"{cls.__name__}.__props__ is the text {cls.__props__!r}, and must be a tuple of names: use "
                f"__props__ = ({cls.__props__!r},)"
            )
        if "__props__" in cls.__dict__:
            if "__eq__" not in cls.__dict__:
                cls.__eq__ = _props_eq
            if "__hash__" not in cls.__dict__:
                cls.__hash__ = _props_hash
            if "__str__" not in cls.__dict__ and cls.__str__ is Op.__str__:
                cls.__str__ = _props_str
        if isinstance(cls.__dict__.get("__init__"), FunctionType):
            guess_in_constructor(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(*args, **kwargs)
        except TypeError:
            if not args:
                raise
            name = type(self).__name__
            raise TypeError(
                f"{name}() takes no arguments, and was given {listed(args)}: use {name}()(...), which makes the "
                "operation and applies it"
            ) from None

    def _no_operand(self):
        return (
            f"{self} is an operation, and not a variable: there is nothing to compute with.\nhint: call it, as f(x), "
            "for "
            "its result"
        )

    def _props(self):
        try:
            return tuple([getattr(self, name) for name in self.__props__])
        except AttributeError as error:
            raise _without_prop(self, error) from None

    def _props_dict(self):
        return dict(zip(self.__props__, self._props()))

    def __str__(self) -> str:
        return getattr(type(self), "name", None) or type(self).__name__

    def __ne__(self, other: object) -> bool:
        return not self == other

    def make_node(self, *inputs: Any, **kwargs: Any) -> Apply:
        """Make a node of this op on `inputs`, from ``itypes`` and ``otypes``."""
        if kwargs:
            raise TypeError(
                f"{self} takes no arguments by name: {', '.join(kwargs)}: pass {listed(list(kwargs.values()))} by "
                "position"
            )
        if not hasattr(self, "itypes") or not hasattr(self, "otypes"):
            raise NotImplementedError(
                f"{type(self).__name__} must define make_node(self, *inputs), or itypes and otypes, lists of Types. "
                "Use theano.Apply(self, [inputs], [outputs]) to make a node."
            )
        for what in ("itypes", "otypes"):
            types = getattr(self, what)
            if not isinstance(types, (list, tuple)) or not all(isinstance(t, Type) for t in types):
                raise TypeError(f"{type(self).__name__}.{what} must be a list of types, as [T.dvector], not {types!r}")
        if len(inputs) != len(self.itypes):
            raise ValueError(
                f"{self}: We expected {len(self.itypes)} inputs but got {len(inputs)}. They are {listed(inputs)}; the "
                f"inputs must be of the types {list(self.itypes)}"
            )
        if not all(v.type == t for v, t in zip(inputs, self.itypes) if hasattr(v, "type")):
            given = [getattr(v, "type", type(v)) for v in inputs]
            raise TypeError(
                f"We expected inputs of types '{list(self.itypes)}' but got types '{given}'. {self} is given "
                f"{listed(inputs)}.\nhint: use T.cast, dimshuffle or reshape"
            )
        inputs = [t.filter_variable(v) for v, t in zip(inputs, self.itypes)]
        return Apply(self, inputs, [t() for t in self.otypes])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]], /) -> None:
        """Compute the outputs: put each value into ``output_storage[i][0]``."""
        raise NotImplementedError(f"{type(self).__name__} does not define perform(node, inputs, output_storage)")

    make_thunk = make_thunk

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any], /) -> list[Any]:
        """Return the gradients with respect to the inputs (the vector-Jacobian product) from those of the outputs."""
        return self.grad(inputs, output_grads)

    def R_op(self, inputs: list[Any], eval_points: list[Any], /) -> list[Any]:
        """Return the directional derivative of the outputs along `eval_points` (None for an input that is constant)."""
        raise NotImplementedError(
            f"{self} of class {type(self).__name__} does not implement R_op: it needs a method "
            "R_op(self, inputs, eval_points) for directional derivatives"
        )

    def rewritten_inside(self, rewrite: Callable[[FunctionGraph], bool]) -> Op | None:
        """Return the op with its inner graph rewritten, or None if there is none or nothing changed.

        ``rewrite(fgraph)`` returns whether it changed the graph.
        """
        return None

    def do_constant_folding(self, node: Apply, /) -> bool:
        """Return True if a node whose inputs are all constants may be folded."""
        return True

    def __reduce_ex__(self, protocol):
        return checked(self, super().__reduce_ex__(protocol))

    def __getstate__(self):
        state = self.__dict__.copy()
        state.pop("_hash", None)
        return state

    def __copy__(self):
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        new.__dict__.pop("_hash", None)
        return new

    def clone(self) -> Self:
        """Return a copy of the op."""
        return copy.copy(self)


def _without_prop(op, error):
    name = next((name for name in op.__props__ if not hasattr(op, name)), None)
    if name is None:
        return error
    return AttributeError(
        f"{type(op).__name__}.__props__ names {name!r}, which the operation does not have: it must be set in __init__, "
        f"as self.{name} = ..."
    )


def _props_eq(self, other):
    if self is other:
        return True
    return type(self) is type(other) and self._props() == other._props()


def _props_hash(self):
    try:
        return self._hash
    except AttributeError:
        pass
    name, values = type(self).__name__, self._props()
    try:
        self._hash = hash((type(self), tuple(values)))
    except TypeError as error:
        raise TypeError(
            f"the values of {name}.__props__ must be hashable: {error}. They are "
            f"{', '.join(f'{prop}={shortened(repr(v))}' for prop, v in zip(self.__props__, values))}; use tuples"
        ) from None
    return self._hash


def linear_R_op(op: Any, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
    """Push forward an op that is linear in its first input while the others are constant: ``R_op = linear_R_op``."""
    if eval_points[0] is None:
        return [None]
    return op(eval_points[0], *inputs[1:], return_list=True)


def product_R_op(op: Any, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
    """Push forward an op that is linear in each of its first two inputs: ``R_op = product_R_op``."""
    x, y, *rest = inputs
    dx, dy = eval_points[:2]
    terms = []
    if dx is not None:
        terms.append(op(dx, y, *rest))
    if dy is not None:
        terms.append(op(x, dy, *rest))
    return [sum(terms[1:], terms[0]) if terms else None]


def _props_str(self):
    name = type(self).__name__
    if not self.__props__:
        return name
    return f"{name}{{{', '.join(f'{key}={value!r}' for key, value in zip(self.__props__, self._props()))}}}"
