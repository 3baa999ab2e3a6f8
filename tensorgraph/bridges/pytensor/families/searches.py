"""Minima and roots of graphs inside of operations, by SciPy, which asks functions of ours for the derivatives."""

from importlib import import_module

import numpy as np

from .... import tensor as T
from ....compile.function import function
from ....graph.apply import Apply
from ....graph.op import Op
from ....tensor.linalg.matrix import store
from ..conversion import convert_inner, converts, key_of
from ..stability import MODE
from ..typemap import type_of


class Evaluations:
    """The outputs of a graph at a point; those of the last point are kept, since SciPy asks for one after the other.

    Parameters
    ----------
    function : callable
        From the point and further arguments to a list of the value and its derivatives.
    dtype : dtype
        Of the point.
    """

    def __init__(self, function, dtype):
        self.function, self.dtype = function, dtype
        self.point = self.found = None

    def __call__(self, x, *args):
        if self.point is None or not np.array_equal(x, self.point):
            # SciPy may change the point where it stands
            self.point = np.array(x, dtype=self.dtype)
            self.found = self.function(self.point, *args)
        return self.found

    def value(self, x, *args):
        return self(x, *args)[0]

    def slope(self, x, *args):
        return self(x, *args)[1]

    def value_and_slope(self, x, *args):
        return self(x, *args)[:2]

    def curvature(self, x, *args):
        return self(x, *args)[-1]


class Search(Op):
    """The point at which a routine of SciPy ends, and whether it is the one that is looked for.

    Parameters
    ----------
    routine : callable
        From PyTensor's operation, an :class:`Evaluations`, the start and further arguments to a point, and whether it
        is the one.
    settings : pytensor.graph.op.Op
        The operation, with the method and its options.
    inputs, outputs : list of Variable
        The graph inside, from the point and further arguments to the value and its derivatives.
    types : list of TensorType
    """

    prints_inner_graph = False

    def __init__(self, routine, settings, inputs, outputs, types):
        self.routine, self.settings, self.inputs, self.outputs = routine, settings, inputs, outputs
        self.types, self.dtype = types, inputs[0].type.dtype
        self._function = None

    def __str__(self):
        return f"Search{{{self.routine.__name__}, {self.settings.method}}}"

    def __getstate__(self):
        return {**self.__dict__, "_function": None}

    def inner_graph(self, node):
        """Return the outputs of the graph and a dict from its inputs to those of `node`."""
        return self.outputs, dict(zip(self.inputs, node.inputs))

    def make_node(self, *inputs):
        return Apply(self, list(inputs), [made() for made in self.types])

    def perform(self, node, inputs, output_storage):
        if self._function is None:
            self._function = function(self.inputs, self.outputs, mode=MODE, on_unused_input="ignore")
        start, *args = inputs
        point, success = self.routine(self.settings, Evaluations(self._function, self.dtype), start, tuple(args))
        store(node, output_storage, np.reshape(point, start.shape), success)

    def infer_shape(self, node, shapes):
        return [shapes[0], ()]


def searched(routine, op, node, inputs):
    """Return the point that a routine finds and whether it is the one."""
    variables = [type_of(v.type).make_variable(v.name) for v in op.fgraph.inputs]
    inner = list(variables)
    if node.inputs[0].type.ndim == 0 and routine in (minimum, root):
        # SciPy makes a vector of it
        variables[0] = T.TensorType(variables[0].type.dtype, (True,))()
        inner[0] = variables[0].dimshuffle()
    outputs = convert_inner(op.fgraph, inner)
    types = [type_of(v.type) for v in node.outputs]
    return Search(routine, op, variables, outputs, types)(*inputs, return_list=True)


def scipy_optimize():
    """Return ``scipy.optimize``, which takes long to import."""
    return import_module("scipy.optimize")


def scalar_minimum(op, f, start, args):
    """Return the minimum of a function of a number."""
    found = scipy_optimize().minimize_scalar(fun=f.value, args=args, method=op.method, **op.optimizer_kwargs)
    return found.x, found.success


def minimum(op, f, start, args):
    """Return the minimum of a function of a vector."""
    found = scipy_optimize().minimize(
        fun=f.value_and_slope if op.jac else f.value, jac=op.jac, x0=start, args=args,
        hess=f.curvature if op.hess else None, method=op.method, **op.optimizer_kwargs,
    )
    return found.x, found.success


def scalar_root(op, f, start, args):
    """Return the root of a function of a number."""
    found = scipy_optimize().root_scalar(
        f=f.value, fprime=f.slope if op.jac else None, fprime2=f.curvature if op.hess else None, x0=start, args=args,
        method=op.method, **op.optimizer_kwargs,
    )
    return found.root, found.converged


def root(op, f, start, args):
    """Return the root of a function of a vector."""
    found = scipy_optimize().root(fun=f, jac=op.jac, x0=start, args=args, method=op.method, **op.optimizer_kwargs)
    return found.x, found.success


ROUTINES = {
    "tensor.MinimizeScalarOp": scalar_minimum,
    "tensor.MinimizeOp": minimum,
    "tensor.RootScalarOp": scalar_root,
    "tensor.RootOp": root,
}


@converts(*ROUTINES)
def convert_search(op, node, *inputs):
    return searched(ROUTINES[key_of(type(op))], op, node, inputs)
