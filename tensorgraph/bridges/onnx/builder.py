"""The nodes of a model while it is built: names, constants, graphs inside of loops and branches."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...tensor.types.type import TensorType
from .conversion import conversion_of, reason_of, refusal

OPSET = 18
# runtimes reduce, sort and multiply matrices of four dtypes alone; others pass through one of these
WIDE = {
    **dict.fromkeys(("bool", "int8", "int16", "uint8", "uint16"), "int32"),
    **dict.fromkeys(("uint32", "uint64"), "int64"),
    "float16": "float32",
}


def element_type(dtype):
    """Return the number by which ONNX names a dtype."""
    return helper.np_dtype_to_tensor_dtype(np.dtype(dtype))


def is_complex(v):
    """Return True for variables of complex numbers."""
    return str(getattr(v.type, "dtype", "")).startswith("complex")


class Builder:
    """A graph of ONNX that grows by a node at a time.

    Parameters
    ----------
    outer : Builder, optional
        That of the graph around, whose names are known here.
    taken : iterable of str
        Names that are not to be made.

    Attributes
    ----------
    nodes, initializers : list
        Of ONNX.
    names : dict
        From variables to their names.
    lengths : dict
        From names of constants to their shapes.
    """

    def __init__(self, outer=None, taken=()):
        self.outer = outer
        self.nodes, self.initializers, self.names = [], [], {}
        self._taken = outer._taken if outer else set(taken)
        self._constants = {}
        self.lengths = outer.lengths if outer else {}

    def fresh(self, hint="t"):
        """Return a new name."""
        n = len(self._taken)
        while f"{hint}_{n}" in self._taken:
            n += 1
        self._taken.add(f"{hint}_{n}")
        return f"{hint}_{n}"

    def add(self, kind, *inputs, outputs=1, **attributes):
        """Add a node and return the name of its output, or a list of names."""
        made = [self.fresh(kind.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), made, **attributes))
        return made[0] if outputs == 1 else made

    def wide(self, kind, dtype, x, *others, **attributes):
        """Add a node that runtimes have for wide dtypes alone, and return its output, of the dtype of its input.

        Integers wrap as they do in their own dtype; the order of the largest of uint64 is lost (:func:`ordered`).
        """
        inside = WIDE.get(dtype, dtype)
        return self.cast(self.add(kind, self.cast(x, dtype, inside), *others, **attributes), inside, dtype)

    def constant(self, value, dtype=None):
        """Return the name of a constant."""
        value = np.asarray(value, dtype)
        key = value.dtype.str, value.shape, value.tobytes()
        if value.size > 64 or key not in self._constants:
            self._constants[key] = self.initializer(value, "c")
        return self._constants[key]

    def initializer(self, value, hint):
        """Return the name of an array that the model holds."""
        name = self.fresh(hint)
        self.lengths[name] = value.shape
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name))
        return name

    def integers(self, *values):
        """Return the name of a constant vector of lengths or axes."""
        return self.constant(values, "int64")

    def cast(self, name, source, target):
        """Return a value in another dtype."""
        return name if source == target else self.add("Cast", name, to=element_type(target))

    def name_of(self, v):
        """Return the name of a variable, which has been computed or is constant."""
        place = self
        while place is not None:
            if v in place.names:
                return place.names[v]
            place = place.outer
        if not isinstance(v, Constant):
            raise KeyError(v)
        if not hasattr(v.type, "dtype"):
            return None
        self.names[v] = self.constant(v.data, v.type.dtype)
        return self.names[v]

    def knows(self, v):
        """Return True if a variable has a name here."""
        return v in self.names or (self.outer is not None and self.outer.knows(v))

    def compute(self, outputs):
        """Add what computes some variables and return their names."""
        order = io_toposort([], outputs)
        needed, waiting = set(), [v for v in outputs if not self.knows(v)]
        while waiting:
            node = waiting.pop().owner
            if node is not None and node not in needed:
                needed.add(node)
                waiting += [v for v in node.inputs if not self.knows(v)]
        for node in order:
            if node in needed:
                self.convert(node)
        return [self.name_of(v) for v in outputs]

    def convert(self, node):
        """Add the nodes of one of ours."""
        if any(is_complex(v) for v in (*node.inputs, *node.outputs)):
            raise refusal(node, "runtimes have no complex numbers")
        convert = conversion_of(node.op)
        if convert is None:
            raise refusal(node, reason_of(node.op))
        found = convert(self, node, *[self.name_of(v) for v in node.inputs])
        found = found if isinstance(found, list) else [found]
        self.names.update(zip(node.outputs, found))

    def expand(self, function, names, variables):
        """Return the names of what a function makes of variables, given the names of theirs.

        Parameters
        ----------
        function : callable
            Of variables; it returns a variable or a list of them.
        names : list of str
        variables : list of Variable
            Of the same types.
        """
        inputs = [v.type() for v in variables]
        self.names.update(zip(inputs, names))
        made = function(*inputs)
        several = isinstance(made, (list, tuple))
        found = self.compute(list(made) if several else [made])
        return found if several else found[0]

    def repeat(self, step, n, carried, others=()):
        """Return the names of what is left when a function has been applied `n` times.

        Parameters
        ----------
        step : callable
            Of the number of the turn, the variables that are carried on and the others; it returns the next values of
            those that are carried on, of their types.
        n : str
            The name of the number of turns, of int64.
        carried, others : list of (str, Variable)
            Names of values, and variables of their types.
        """
        inner = Builder(self)
        turn, going = inner.fresh("turn"), inner.fresh("going")
        kinds = [v for _, v in carried]
        names = [inner.fresh("carried") for _ in kinds]
        number = TensorType("int64", ())()
        found = inner.expand(
            lambda *vs: list(step(*vs)), [turn, *names, *[name for name, _ in others]],
            [number, *kinds, *[v for _, v in others]],
        )
        ends = [value_info(turn, number), value_info(going, TensorType("bool", ())())]
        ends += [value_info(name, v) for name, v in zip(names, kinds)]
        results = [value_info(inner.add("Identity", going), TensorType("bool", ())())]
        results += [value_info(inner.add("Identity", name), v) for name, v in zip(found, kinds)]
        body = inner.graph(self.fresh("step"), ends, results)
        start = [name for name, _ in carried]
        last = self.add("Loop", n, self.constant(True, "bool"), *start, outputs=len(kinds), body=body)
        return last if isinstance(last, list) else [last]

    def graph(self, name, inputs, outputs):
        """Return the graph of ONNX.

        Parameters
        ----------
        name : str
        inputs, outputs : list of ValueInfoProto
        """
        return helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)


def value_info(name, v, prefix=None):
    """Return what ONNX says of a value: its name, dtype, and lengths, of which those unknown have a name.

    Parameters
    ----------
    name : str
    v : Variable
    prefix : str, optional
        Of the names of lengths.
    """
    dtype = getattr(v.type, "dtype", None)
    flags = v.type.broadcastable if isinstance(v.type, TensorType) else ()
    lengths = [1 if flag else f"{prefix or name}_{axis}" for axis, flag in enumerate(flags)]
    kind = TensorProto.UNDEFINED if dtype is None else element_type(dtype)
    return helper.make_tensor_value_info(name, kind, lengths)
