"""The gradients of this package as those of functions of JAX.

JAX differentiates what conversions are made of. Where that follows other conventions than ours, as at ties and on the
edges of domains, or loses digits, JAX is told ours: for elementwise operations in both modes, by the linearity of the
gradient in ``gz``; for others in reverse mode.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero

from ...errors import NullTypeGradError
from ...gradient import Rop
from ...graph.disconnected import DisconnectedType, NullType
from ...graph.trace import made_at
from ...graph.variable import Constant
from .knowledge import array, is_known


def is_smooth_dtype(dtype):
    """Return True for real floating point numbers, for which the conventions are ours."""
    return np.dtype(dtype).kind == "f"


def with_tangents(op, dtypes, function, value_of):
    """Return a function of arrays with the derivatives of a scalar operation.

    Parameters
    ----------
    op : ScalarOp
    dtypes : tuple of str
        Of the inputs.
    function : callable
        Of as many arrays; it returns a tuple, one array for each output.
    value_of : callable
        Of a variable, and a dict of the values of others.
    """
    wrapped = jax.custom_jvp(function)

    def push(primals, tangents):
        outputs = wrapped(*primals)
        graph = op.gradient_graph(dtypes)
        moved = []
        for k, z in enumerate(outputs):
            total = jnp.zeros_like(z) if is_smooth_dtype(z.dtype) else np.zeros(z.shape, jax.dtypes.float0)
            for x, t, g in zip(primals, tangents, graph.grads):
                zero = isinstance(t, SymbolicZero) or not is_smooth_dtype(x.dtype) or not is_smooth_dtype(z.dtype)
                if zero or isinstance(g.type, DisconnectedType):
                    continue
                if isinstance(g.type, NullType):
                    raise NullTypeGradError(g.type.why_null)
                flows = [t if j == k else jnp.zeros_like(other) for j, other in enumerate(outputs)]
                ends = [*graph.inputs, *graph.outputs, *graph.output_grads]
                term = value_of(g, dict(zip(ends, (*primals, *outputs, *flows))))
                total = total + array(term, z.dtype)
            moved.append(jnp.broadcast_to(total, z.shape))
        return outputs, tuple(moved)

    wrapped.defjvp(push, symbolic_zeros=True)
    return wrapped


def is_complex_node(node):
    """Return True if complex numbers go into or out of a node: JAX has other conventions for their gradients."""
    return any(np.dtype(getattr(v.type, "dtype", "O")).kind == "c" for v in (*node.inputs, *node.outputs))


def _whole(values, moving):
    """Return the function that puts some arguments in the places of others."""

    def whole(arguments):
        found = list(values)
        for i, x in zip(moving, arguments):
            found[i] = x
        return found

    return whole


def with_pushforward(node, run, values, value_of):
    """Return the results of a node, with the pushforward of its operation, of which JAX makes the gradient too.

    Parameters
    ----------
    node : Apply
    run : callable
        Of the values of the inputs; it returns the list of results.
    values : list
    value_of : callable
        Of a variable, and a dict of the values of others.
    """
    moving = [i for i, v in enumerate(values) if not is_known(v)]
    whole = _whole(values, moving)

    @jax.custom_jvp
    def function(*arguments):
        return tuple(map(array, run(*whole(arguments))))

    def push(primals, tangents):
        results = function(*primals)
        along = {}
        for i, t in zip(moving, tangents):
            if not isinstance(t, SymbolicZero) and is_smooth_dtype(t.dtype):
                along[i] = t
        return results, pushed(node, whole(primals), results, along, value_of)

    function.defjvp(push, symbolic_zeros=True)
    return list(function(*[values[i] for i in moving]))


def pushed(node, values, results, along, value_of):
    """Return the tangents of a node's outputs for those of some inputs.

    Parameters
    ----------
    node : Apply
    values, results : list
    along : dict
        From positions of inputs to their tangents.
    value_of : callable
        Of a variable, and a dict of the values of others.
    """
    inputs = [v if isinstance(v, Constant) and i not in along else v.type() for i, v in enumerate(node.inputs)]
    directions = [inputs[i].type() for i in along]
    known = {v: x for v, x in zip(inputs, values) if not isinstance(v, Constant)}
    known.update(zip(directions, map(array, along.values())))
    with made_at(node.outputs[0].where_made):
        outputs = node.op(*inputs, return_list=True)
        smooth = [k for k, z in enumerate(outputs) if is_smooth_dtype(z.type.dtype)]
        moved = {}
        if along and smooth:
            wrt = [inputs[i] for i in along]
            moved = dict(zip(smooth, Rop([outputs[k] for k in smooth], wrt, directions, **_QUIET)))
    found = []
    for k, z in enumerate(results):
        if k not in smooth:
            found.append(np.zeros(z.shape, jax.dtypes.float0))
        elif moved.get(k) is None:
            found.append(jnp.zeros_like(z))
        else:
            t = value_of(moved[k], {**known, **dict(zip(outputs, results))})
            found.append(jnp.broadcast_to(array(t, z.dtype), z.shape))
    return tuple(found)


_QUIET = {"disconnected_outputs": "ignore", "return_disconnected": "None"}


def with_pullback(node, run, values, value_of):
    """Return the results of a node, with the gradient that its operation defines, for the reverse mode alone.

    Parameters
    ----------
    node : Apply
    run : callable
        Of the values of the inputs; it returns the list of results.
    values : list
    value_of : callable
        Of a variable, and a dict of the values of others.
    """
    moving = [i for i, v in enumerate(values) if not is_known(v)]
    whole = _whole(values, moving)

    @jax.custom_vjp
    def function(*arguments):
        return tuple(map(array, run(*whole(arguments))))

    def forward(*arguments):
        results = function(*arguments)
        return results, (arguments, results)

    def backward(saved, flows):
        arguments, results = saved
        return pulled(node, whole(arguments), results, flows, moving, value_of)

    function.defvjp(forward, backward)
    return list(function(*[values[i] for i in moving]))


def pulled(node, values, results, flows, moving, value_of):
    """Return the gradients of some inputs of a node, by the ``L_op`` of its operation; None where there is none.

    Parameters
    ----------
    node : Apply
    values, results, flows : sequence
        The values of the inputs and the outputs, and the gradients of the outputs.
    moving : list of int
        The positions of the inputs.
    value_of : callable
        Of a variable, and a dict of the values of others.
    """
    inputs = [v if isinstance(v, Constant) else v.type() for v in node.inputs]
    outputs = [v.type() for v in node.outputs]
    smooth = [is_smooth_dtype(v.type.dtype) for v in outputs]
    grads = [v.type() if flag else DisconnectedType()() for v, flag in zip(outputs, smooth)]
    with made_at(node.outputs[0].where_made):
        found = node.op.L_op(inputs, outputs, grads)
    known = {v: x for v, x in zip((*inputs, *outputs), (*values, *results)) if not isinstance(v, Constant)}
    known.update((v, array(g)) for v, g, flag in zip(grads, flows, smooth) if flag)
    gradients = []
    for i in moving:
        x, g = node.inputs[i], found[i]
        if not is_smooth_dtype(x.type.dtype) or isinstance(g.type, DisconnectedType):
            gradients.append(None)
        elif isinstance(g.type, NullType):
            # JAX asks for all of them, whether they are needed or not
            gradients.append(jnp.full_like(values[i], jnp.nan))
        else:
            gradients.append(jnp.broadcast_to(array(value_of(g, known), x.type.dtype), values[i].shape))
    return tuple(gradients)
