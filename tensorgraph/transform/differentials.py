"""Derivatives of functions of variables: gradients, products with Jacobians and Hessians."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from ..gradient.grad import grad
from ..gradient.pushforward import Lop, Rop
from ..graph.messages.called import called, with_type
from ..graph.messages.usersfunction import call_function, check_callable
from ..graph.testvalue import copy_test_value
from ..graph.traverse import clone_replace
from ..graph.variable import Constant, Variable
from ..misuse import with_guesses
from ..scalar.dtypes import is_discrete
from ..tensor.elementwise.math import eq
from ..tensor.shape.assertion import Assert
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .trees import flattened, rebuilt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """Return a function that gives the value of `f` and its gradient.

    Parameters
    ----------
    f : callable
        A function of variables, or of trees of them, that returns a scalar variable.
    argnums : int or sequence of int
        With respect to which positional arguments to differentiate; each may be a tree.
    has_aux : bool
        Whether `f` returns a pair of the scalar and of something else, which is passed on.

    Returns
    -------
    callable
        Takes the arguments of `f` and returns ``(value, gradient)``, or ``((value, aux), gradient)``. The gradient has
        the form of the argument, or is a tuple with one for each of `argnums`.

    Raises
    ------
    TypeError
        When called, if the value is no scalar, or a differentiated argument holds integers.

    Notes
    -----
    The derivatives are partial ones: an argument is taken as independent of the others, even where it is computed from
    them.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> def loss(params, x):
    ...     return T.sum((T.dot(x, params["w"]) + params["b"]) ** 2)
    >>> params = {"w": T.dvector("w"), "b": T.dscalar("b")}
    >>> x = T.dmatrix("x")
    >>> value, slopes = theano.value_and_grad(loss)(params, x)
    >>> theano.function([params["w"], params["b"], x], [value, slopes["b"]])([1.0, 2.0], 0.5, [[1.0, 1.0]])
    [array(12.25), array(7.)]
    """
    check_callable(f, "value_and_grad")
    several = not isinstance(argnums, int)

    @functools.wraps(f, updated=())
    def with_gradient(*args: Any, **kwargs: Any) -> Any:
        call = _Call(f, args, kwargs, argnums, "value_and_grad")
        out = call.tree
        if has_aux and (not isinstance(out, (tuple, list)) or len(out) != 2):
            raise TypeError(f"with has_aux, the function must return a pair (value, aux), not {out!r}")
        value = _as_scalar(f, out[0] if has_aux else out)
        slopes = grad(value, call.moving, disconnected_inputs="ignore")
        aux, aux_shape = flattened(out[1] if has_aux else None)
        value, *rest = call.outside([value, *slopes, *map(as_tensor_variable, aux)])
        trees = call.as_arguments(rest[: len(slopes)])
        value = (value, rebuilt(aux_shape, rest[len(slopes) :])) if has_aux else value
        return value, tuple(trees) if several else trees[0]

    return with_gradient


def grad_of(f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """Return the function that gives the gradient of `f`: what ``tensorgraph.grad`` returns for a function.

    Parameters
    ----------
    f, argnums, has_aux
        As for :func:`value_and_grad`.

    Returns
    -------
    callable
        Returns the gradient, or ``(gradient, aux)``.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> slope = theano.grad(T.tanh)
    >>> x = T.dscalar("x")
    >>> theano.function([x], [slope(x), theano.grad(slope)(x)])(0.0)
    [array(1.), array(-0.)]
    """
    both = value_and_grad(f, argnums, has_aux)

    @functools.wraps(f, updated=())
    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, slopes = both(*args, **kwargs)
        return (slopes, value[1]) if has_aux else slopes

    return gradient


def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return the value of a function and its directional derivative.

    Parameters
    ----------
    f : callable
        A function of variables or trees of them.
    primals : sequence
        Its arguments.
    tangents : sequence
        The direction: for each argument its tangent, of the same form and shapes.

    Returns
    -------
    value, tangent : tree of Variable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> value, moved = theano.jvp(lambda x: x**2, [x], [T.ones_like(x)])
    >>> theano.function([x], moved)([1.0, 3.0])
    array([2., 6.])
    """
    return _jvp(f, primals, tangents, "jvp")


def _jvp(f, primals, tangents, what):
    check_callable(f, what)
    primals, tangents = _as_tuple(primals, "primals"), _as_tuple(tangents, "tangents")
    call = _Call(f, primals, {}, range(len(primals)), what)
    moves, shape = flattened(tangents)
    if shape != call.shape_of(primals):
        raise ValueError(
            f"{what} needs one tangent for each part of the primals: the {len(tangents)} of {tangents!r} do not fit "
            f"the {len(primals)} of {primals!r}.\nhint: use T.zeros_like(x) for a primal that stays as it is"
        )
    moves = [_fitting(move, call.replaced[v], f"{what}: the tangent") for move, v in zip(moves, call.moving)]
    outputs, form = flattened(call.tree)
    outputs = [as_tensor_variable(v) for v in outputs]
    moved = Rop(outputs, call.moving, moves, disconnected_outputs="ignore")
    found = call.outside([*outputs, *moved])
    return rebuilt(form, found[: len(outputs)]), rebuilt(form, found[len(outputs) :])


def vjp(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """Return the value of a function, and the function that pulls gradients back through it.

    Parameters
    ----------
    f : callable
        A function of variables or trees of them.
    *primals
        Its arguments.

    Returns
    -------
    value : tree of Variable
    pull : callable
        From gradients with respect to the value, of its form, to a tuple of those with respect to the arguments.

    Raises
    ------
    ValueError
        If what the returned function is given has not the form of the value.
    TypeError
        If the value consists of integers.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> value, pull = theano.vjp(lambda x: x**2, x)
    >>> (slope,) = pull(T.ones_like(x))
    >>> theano.function([x], slope)([1.0, 3.0])
    array([2., 6.])
    """
    check_callable(f, "vjp")
    call = _Call(f, primals, {}, range(len(primals)), "vjp")
    outputs, form = flattened(call.tree)
    outputs = [as_tensor_variable(v) for v in outputs]

    @with_guesses
    def pull(cotangents: Any) -> tuple[Any, ...]:
        given, shape = flattened(cotangents)
        if shape != form:
            raise ValueError(f"the gradients must have the form of the value, and not of {cotangents!r}")
        known = [(v, as_tensor_variable(g)) for v, g in zip(outputs, given) if not is_discrete(v.type.dtype)]
        for v, g in known:
            if g.type.ndim != v.type.ndim:
                raise ValueError(
                    f"the gradient with respect to {called(v)}, a {v.type}, must be of {v.type.ndim} dimensions: it is "
                    f"{with_type(g)}.\nhint: use T.ones_like(value) * number for the same gradient of all elements"
                )
        if not known:
            raise TypeError("a value of integers has no gradient to pull back")
        ends = [v for v, _ in known]
        starts = [_fitting(g, v, "vjp: the gradient") for v, g in known]
        slopes = Lop(ends, call.moving, starts, disconnected_inputs="ignore")
        return tuple(call.as_arguments(call.outside(slopes)))

    return rebuilt(form, call.outside(outputs)), pull


def hvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """Return the product of the Hessian of a function with a vector.

    Parameters
    ----------
    f : callable
        A function of variables or trees of them that returns a scalar variable.
    primals, tangents : sequence
        As for :func:`jvp`.

    Returns
    -------
    tree or tuple of tree
        For one argument a tree of its form, else one for each.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> product = theano.hvp(lambda x: T.sum(x**3), [x], [T.ones_like(x)])
    >>> theano.function([x], product)([1.0, 3.0])
    array([ 6., 18.])
    """
    check_callable(f, "hvp")
    primals, tangents = _as_tuple(primals, "primals"), _as_tuple(tangents, "tangents")
    argnums = tuple(range(len(primals)))
    _, moved = _jvp(grad_of(f, argnums), primals, tangents, "hvp")
    return moved if len(argnums) != 1 else moved[0]


class _Call:
    """A call of a function on stand-ins for the arguments with respect to which it is differentiated."""

    def __init__(self, f, args, kwargs, argnums, what):
        self.args = args
        argnums = [argnums] if isinstance(argnums, int) else list(argnums)
        self.argnums = [_checked_argnum(i, args) for i in argnums]
        self.replaced, self.forms, stand_ins = {}, [], list(args)
        for i in dict.fromkeys(self.argnums):
            leaves, form = flattened(args[i])
            made = [self._stand_in(leaf, i, what) for leaf in leaves]
            stand_ins[i] = rebuilt(form, made)
        self.moving = list(self.replaced)
        self.tree = call_function(f, stand_ins, kwargs, what)

    def _stand_in(self, leaf, i, what):
        v = as_tensor_variable(leaf)
        if is_discrete(v.type.dtype):
            raise TypeError(
                f"{what} differentiates with respect to floats, but argument {i} holds {with_type(v)}.\nhint: convert "
                "it with .astype('float64'), or choose others with argnums"
            )
        new = v.type.make_variable(getattr(v, "name", None))
        new.tag.inside = f"the function that {what} calls"
        copy_test_value(v, new)
        self.replaced[new] = v
        return new

    def outside(self, variables):
        """Return variables in terms of the arguments."""
        return clone_replace(list(variables), self.replaced)

    def shape_of(self, args):
        return flattened(tuple(args))[1]

    def as_arguments(self, leaves):
        """Return one tree for each of the differentiated arguments."""
        rest = iter(leaves)
        found = {}
        for i in dict.fromkeys(self.argnums):
            own, form = flattened(self.args[i])
            found[i] = rebuilt(form, [next(rest) for _ in own])
        return [found[i] for i in self.argnums]


def _as_tuple(values, what):
    if not isinstance(values, (tuple, list)):
        raise TypeError(
            f"{what} must be a tuple, with one for each argument: use ({called(values)},), not {with_type(values)}"
        )
    return tuple(values)


def _fitting(g, v, what):
    """Return the tangent or gradient `g` of `v`, which must have its shape if it is an array.

    Of other variables the lengths are compared by the operations that use both, if there are any.
    """
    if not isinstance(g, Constant):
        g = as_tensor_variable(g)
    if not isinstance(g, Constant) or not isinstance(g.type, TensorType) or not 0 < g.type.ndim == v.type.ndim:
        return g
    text = f"{what}, an array of shape {g.data.shape}, must have the shape of {called(v)}"
    if isinstance(v, Constant):
        if v.data.shape != g.data.shape:
            raise ValueError(f"{text}, which is {v.data.shape}")
        return g
    return Assert(text, on_lengths=True)(g, *[eq(v.shape[i], n) for i, n in enumerate(g.data.shape)])


def _checked_argnum(i, args):
    if not isinstance(i, int) or not -len(args) <= i < len(args):
        raise ValueError(
            f"argnums has {i!r}, but the function was called with {len(args)} positional arguments.\nhint: use numbers "
            "from 0 to one less than these; keyword arguments are not differentiated"
        )
    return i % len(args)


def _as_scalar(f, value):
    """Return the value of a function that is differentiated."""
    if isinstance(value, (int, float, np.generic)) and not np.shape(value):
        raise TypeError(
            f"the function {getattr(f, '__name__', f)} returned the number {value!r}, which does not depend on what it "
            "is differentiated with respect to.\nhint: compute it from these arguments; argnums says which they are"
        )
    if not isinstance(value, Variable) or getattr(value.type, "ndim", None) != 0:
        shown = with_type(value) if isinstance(value, Variable) else repr(value)
        raise TypeError(
            f"the function {getattr(f, '__name__', f)} must return a scalar to have a gradient, not {shown}.\nhint: "
            f"use .sum() or .mean(), {'has_aux=True where a cost comes first, ' * isinstance(value, tuple)}or "
            "vmap(grad(f)) for the gradient of each example"
        )
    return value
