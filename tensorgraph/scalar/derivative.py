"""From the gradient body of a record to gradients: the rules that hold for every operation.

(a) An output that is discrete is locally constant, whatever the operation: the gradient is zero, of the
    default float type.
(b) For complex numbers the gradient is the derivative by the real part plus i times that by the imaginary
    part.  A body says ``gz * f'(x)``; with a complex output that f is analytic, and the gradient is
    ``gz * conj(f'(x))``: the body is given the conjugate of gz, and its result is conjugated.  Operations that
    are not analytic say so by ``complex_gradient``.
(c) The gradient of a real input is real.
(d) A body that adds or multiplies inputs reads integers as floats: ``sqr(x)`` of an int8 wraps, and bools have no sum.
"""

from __future__ import annotations

from ..config import config
from ..graph.disconnected import DisconnectedType, NullType
from ..graph.traverse import io_toposort
from .dtypes import is_complex, is_discrete
from .type import REGISTRY, get_scalar_type
from .variable import ScalarVariable

_REAL = {"complex64": "float32", "complex128": "float64"}


class Undefined:
    """The result of a gradient body for an input without a gradient, with the reason."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def pullback(op, inputs, outputs, output_grads):
    """Return the gradients of the inputs of a record's operation, scalar or tensor variables.

    Returns
    -------
    list of Variable
        Of a ``DisconnectedType`` where the output does not depend on the input, of a ``NullType``
        where there is no derivative.
    """
    if op.derivative is None or all(is_discrete(z.type.dtype) for z in outputs):
        grads = [None if i in op.disconnected else zero_gradient(x) for i, x in enumerate(inputs)]
    else:
        (z,), (gz,) = outputs, output_grads
        twisted = is_complex(z.type.dtype) and is_complex(gz.type.dtype) and not op.complex_gradient
        if twisted:
            gz = REGISTRY["conj"](gz)
        grads = _body(op, _as_read(op, inputs, z, gz), z, gz)
        if twisted:
            grads = [REGISTRY["conj"](g) if _is_complex_variable(g) else g for g in grads]
    return [_finished(op, i, x, g) for i, (x, g) in enumerate(zip(inputs, grads))]


def _body(op, inputs, z, gz):
    """Return what the body of a record says."""
    grads = op.derivative(*inputs, z=z, gz=gz) if op.nin < 0 else op.derivative(*inputs, z, gz)
    return list(grads) if isinstance(grads, (list, tuple)) else [grads]


def _as_read(op, inputs, z, gz):
    """Return the inputs of a body, discrete ones as floats where it makes other integers of integers."""
    discrete = [is_discrete(x.type.dtype) for x in inputs]
    if not any(discrete) or op.record_name == "pow":
        # n - 1, of x**n, stays an integer, as Theano's users see it
        return inputs
    # on bools it may not be defined
    trial = [get_scalar_type("int8")() if d else x for d, x in zip(discrete, inputs)]
    grads = [g for g in _body(op, trial, z, gz) if isinstance(g, ScalarVariable)]
    for node in io_toposort([*trial, z, gz], grads):
        if all(is_discrete(v.type.dtype) and v.type.dtype != "bool" for v in node.outputs):
            dtype = _REAL.get(z.type.dtype, z.type.dtype)
            return [x.astype(dtype) if d else x for d, x in zip(discrete, inputs)]
    return inputs


def zero_gradient(x):
    """Return zeros as the gradient of `x`: of its own dtype, or the default float type if it is discrete."""
    dtype = x.type.dtype
    return x.zeros_like(dtype=config.floatX if is_discrete(dtype) else dtype)


def _is_complex_variable(g):
    return is_complex(getattr(getattr(g, "type", None), "dtype", None))


def _finished(op, i, x, g):
    if g is None:
        return DisconnectedType()()
    if isinstance(g, Undefined):
        return NullType(f"the gradient of {op} with respect to input {i} is not defined: {g.reason}")()
    if _is_complex_variable(g) and not is_complex(x.type.dtype):
        return REGISTRY["real"](g)
    return g


class GradientGraph:
    """The scalar graph of an operation's gradient.

    Attributes
    ----------
    inputs, outputs, output_grads : list of ScalarVariable
        What `grads` are made of.
    grads : list of Variable
        One per input; its type is a ``DisconnectedType`` or a ``NullType`` where there is none.
    """

    __slots__ = ("inputs", "outputs", "output_grads", "grads")

    def __init__(self, inputs, outputs, output_grads, grads):
        self.inputs, self.outputs, self.output_grads, self.grads = inputs, outputs, output_grads, grads

    @classmethod
    def of(cls, op, dtypes, gz_dtypes):
        """Return the gradient of `op` for inputs and output gradients of the given dtypes."""
        inputs = [get_scalar_type(d)() for d in dtypes]
        outputs = op.make_node(*inputs).outputs
        output_grads = [get_scalar_type(d)() for d in gz_dtypes]
        grads = list(op.L_op(inputs, outputs, output_grads))
        if len(grads) != len(inputs):
            raise ValueError(f"{op}.grad gave {len(grads)} gradients for {len(inputs)} inputs")
        return cls(inputs, outputs, output_grads, grads)
