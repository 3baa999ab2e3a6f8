"""The same program on other inputs: of another dtype, at special values, empty."""

import numpy as np
from proof import given, value_of

from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.traverse import inputs as graph_inputs
from tensorgraph.graph.variable import Constant

DTYPES = ("float16", "float32", "int8", "uint8", "int64", "bool", "complex64", "complex128")
SPECIAL = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -2.5)


def remade(program, change):
    """Return the outputs of a program on new inputs.

    Parameters
    ----------
    program : callable
    change : callable
        From the number and the value of an input to its new value; the new input is of that dtype.

    Raises
    ------
    Exception
        Whatever an operation raises that does not take such an input.
    """
    outputs = program()
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    inputs = [v for v in dict.fromkeys(graph_inputs(outputs)) if not isinstance(v, Constant)]
    known = {}
    for i, v in enumerate(inputs):
        known[v] = given(change(i, v, value_of(v)), v.type.broadcastable) if hasattr(v.type, "broadcastable") else v
    fgraph = FunctionGraph(inputs, outputs, clone=False)
    for node in fgraph.toposort():
        made = node.op.make_node(*[known.get(v, v) for v in node.inputs])
        known.update(zip(node.outputs, made.outputs))
    return [known.get(v, v) for v in outputs]


def in_dtype(dtype, which):
    """Return the change of the float inputs for whose number `which` is true to values of `dtype`."""

    def change(i, v, value):
        if value.dtype.kind != "f" or not which(i):
            return value
        rng = np.random.default_rng(i)
        if dtype in ("int8", "uint8", "bool"):
            info = np.iinfo(dtype) if dtype != "bool" else None
            return rng.integers(*((info.min, info.max) if info else (0, 2)), value.shape).astype(dtype)
        if dtype == "int64":
            return rng.integers(-1000, 1000, value.shape)
        return (value + 1j * rng.normal(size=value.shape) if dtype[0] == "c" else value).astype(dtype)

    return change


def at_special_values(seed):
    """Return the change of the elements of float inputs to nan, infinities and zeros."""

    def change(i, v, value):
        if value.dtype.kind != "f":
            return value
        return np.random.default_rng((seed, i)).choice(SPECIAL, value.shape).astype(value.dtype)

    return change


def cut(which):
    """Return the change of inputs to parts without elements: along the axes for whose number `which` is true."""

    def change(i, v, value):
        axes = [k for k, b in enumerate(v.type.broadcastable) if not b and which(k)]
        return value[tuple(slice(0) if k in axes else slice(None) for k in range(value.ndim))]

    return change
