"""The function that ``to_jax`` returns."""

import numpy as np

from ...errors import MissingInputError
from ...graph.fgraph import FunctionGraph
from ...graph.messages.called import made_where, with_type
from ...graph.traverse import inputs as leaves_of
from ...graph.variable import Constant, Variable
from ...rewriting import pipeline
from ...rewriting.query import PREDEFINED
from .evaluation import TracedGraph, shared_values
from .knowledge import array, check_rows, check_width

# the rewrites that make forms of numbers stable; later ones serve the machine
STABLE = 1.605
# what these make has the same values, but other derivatives, which JAX may still take
UNSAFE = ("inline_ofg_expansion", "remove_gradient_barriers")


class ExportedFunction:
    """A graph as a pure function of JAX, as :func:`tensorgraph.to_jax` returns it.

    Parameters
    ----------
    outputs : Variable or list of Variable
    inputs : list of Variable
    stabilize : bool

    Attributes
    ----------
    inputs : list of Variable
        What the arguments stand for.
    """

    def __init__(self, outputs, inputs, stabilize):
        self.single = isinstance(outputs, Variable)
        self.inputs = list(inputs)
        given = [outputs] if self.single else list(outputs)
        _check(given, self.inputs)
        leaves = [v for v in leaves_of([*given, *self.inputs]) if not isinstance(v, Constant)]
        others = [v for v in leaves if v not in self.inputs]
        known = shared_values(others)
        for v in others:
            if v not in known:
                raise MissingInputError(
                    f"the graph needs {with_type(v)}, which is not among the inputs.{made_where(v)}\nhint: "
                    "pass it as an input, or make it a shared variable"
                )
        fgraph = FunctionGraph([*self.inputs, *others], given, clone=True)
        if stabilize:
            pipeline.rewrite(fgraph, PREDEFINED["fast_run"].excluding(*UNSAFE).up_to(STABLE))
        n = len(self.inputs)
        values = dict(zip(fgraph.inputs[n:], [known[v] for v in others]))
        self.graph = TracedGraph(fgraph.inputs[:n], fgraph.outputs, values)
        names = [v.name or f"argument {i}" for i, v in enumerate(self.inputs)]
        self.names = names
        self.__name__ = "exported"
        self.__doc__ = f"Return {', '.join(map(str, given))} of {', '.join(names)}."

    def __call__(self, *arguments):
        if len(arguments) != len(self.inputs):
            names = ", ".join(self.names)
            raise TypeError(f"there must be an argument for each of {names}, not {len(arguments)}.\nhint: pass as many")
        values = [taken(x, v, name) for x, v, name in zip(arguments, self.inputs, self.names)]
        results = self.graph(*values)
        for v, z in zip(self.graph.outputs, results):
            check_rows(v.owner, [z])
        results = [array(z) for z in results]
        return results[0] if self.single else results


def _check(outputs, inputs):
    for v in (*outputs, *inputs):
        if not isinstance(v, Variable):
            raise TypeError(f"to_jax needs variables, not {v!r} of type {type(v).__name__}")
    for i, v in enumerate(inputs):
        if isinstance(v, Constant) or v.owner is not None:
            raise TypeError(f"the input {v} is computed or constant: an input is a variable that nothing computes")
        if any(v is w for w in inputs[:i]):
            raise ValueError(f"the input {v} is given twice")


def taken(x, v, name):
    """Return an argument as an array of a variable's type; a Python integer stays known.

    Raises
    ------
    TypeError
        If it has other dimensions, or a dtype that does not convert without loss.
    """
    dtype, ndim = getattr(v.type, "dtype", None), getattr(v.type, "ndim", None)
    if dtype is None:
        raise TypeError(f"{name} is of type {v.type}: a function of JAX takes arrays")
    whole = isinstance(x, (int, np.integer)) and not isinstance(x, (bool, np.bool_))
    if whole and np.dtype(dtype).kind in "iu" and ndim == 0:
        return np.asarray(v.type.filter(x))
    if isinstance(x, (int, float, complex)):
        x = np.asarray(v.type.filter(x, allow_downcast=None))
    given = np.dtype(getattr(x, "dtype", None) or np.asarray(x).dtype)
    if np.ndim(x) != ndim:
        raise TypeError(
            f"{name} has {np.ndim(x)} dimensions, but {v.type} has {ndim}.\nhint: pass an array with as many axes, or "
            "declare the input with another type"
        )
    # a Python number, traced
    weak = getattr(x, "weak_type", False) and np.can_cast(given, dtype, "same_kind")
    if given != np.dtype(dtype) and not weak and not np.can_cast(given, dtype):
        raise TypeError(f"{name} is {given}, which loses digits as {dtype}.\nhint: x.astype({dtype!r})")
    for axis, flag in enumerate(getattr(v.type, "broadcastable", ())):
        if flag and np.shape(x)[axis] != 1:
            raise TypeError(f"{name} has length {np.shape(x)[axis]} on axis {axis}, where {v.type} says 1")
    check_width(dtype, name=name)
    return array(x, dtype)

