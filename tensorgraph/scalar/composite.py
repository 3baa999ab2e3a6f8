"""A scalar graph as one operation, the result of elementwise fusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.disconnected import DisconnectedType, NullType
from ..graph.fgraph import FunctionGraph
from ..graph.traverse import clone_get_equiv, clone_replace, io_toposort
from ..graph.variable import Constant
from .cast import Cast, cast_to
from .derivative import zero_gradient
from .op import ScalarOp
from .text import graph_text
from .type import get_scalar_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..graph.variable import Variable


class Composite(ScalarOp):
    """Several operations on numbers, applied one after the other.

    Parameters
    ----------
    inputs, outputs : list of ScalarVariable
        The ends of a scalar graph; everything else in it is constant.

    Attributes
    ----------
    inputs, outputs : list of ScalarVariable
        The ends of its own copy of the graph.
    nodes : list of Apply
        The copy's nodes, each after those it depends on.

    Examples
    --------
    >>> from tensorgraph.scalar import Composite, float64, exp
    >>> x, y = float64("x"), float64("y")
    >>> op = Composite([x, y], [x * exp(y)])
    >>> str(op), op.impl(2.0, 0.0)
    ('Composite{(i0 * exp(i1))}', np.float64(2.0))
    """

    class_name = "Composite"

    def __init__(self, inputs: Sequence[Variable], outputs: Sequence[Variable], name: str | None = None) -> None:
        super().__init__(None, name)
        inputs, outputs = _open(inputs, outputs)
        memo = clone_get_equiv(inputs, outputs, copy_orphans=False)
        self.inputs = [memo[v] for v in inputs]
        self.outputs = [memo[v] for v in outputs]
        self.nodes = io_toposort(self.inputs, self.outputs)
        known = set(self.inputs)
        for node in self.nodes:
            for v in node.inputs:
                if v.owner is None and v not in known and not isinstance(v, Constant):
                    raise ValueError(f"{v} is neither an input of the Composite nor a constant")
        self.nin, self.nout = len(inputs), len(outputs)
        self.in_dtypes = tuple(v.type.dtype for v in inputs)
        self.out_dtypes = tuple(v.type.dtype for v in outputs)

    @property
    def fgraph(self):
        """A new FunctionGraph of the operations."""
        return FunctionGraph(self.inputs, self.outputs)

    def clone_float32(self):
        """Return the same operations in single precision instead of half precision."""
        inputs = [get_scalar_type(_single(d))() for d in self.in_dtypes]
        known = dict(zip(self.inputs, inputs))
        for node in self.nodes:
            op = node.op
            if isinstance(op, Composite):
                op = op.clone_float32()
            elif isinstance(op, Cast) and op.o_type.dtype == "float16":
                op = cast_to("float32")
            arguments = [known[v] if v in known else _in_single(v) for v in node.inputs]
            known.update(zip(node.outputs, op(*arguments, return_list=True)))
        return Composite(inputs, [known[v] if v in known else _in_single(v) for v in self.outputs])

    def __str__(self):
        if self.text is None:
            self.text = f"Composite{{{graph_text(self.inputs, self.outputs)}}}"
        return self.text

    def _key(self):
        """Return the graph as nested tuples: equal for equal graphs."""
        found = self.__dict__.get("_structure")
        if found is None:
            number = {v: i for i, v in enumerate(self.inputs)}
            code = []
            for node in self.nodes:
                for v in node.inputs:
                    if v not in number:
                        code.append(v.signature())
                        number[v] = len(self.inputs) + len(code)
                code.append((node.op, tuple(number[v] for v in node.inputs)))
                for i, v in enumerate(node.outputs):
                    number[v] = (len(code), i)
            for v in self.outputs:
                if v not in number:
                    code.append(v.signature())
                    number[v] = len(self.inputs) + len(code)
            found = self._structure = (self.in_dtypes, tuple(code), tuple(number[v] for v in self.outputs))
            self._hash = hash((Composite, found))
        return found

    def __eq__(self, other):
        if self is other:
            return True
        return type(other) is Composite and hash(self) == hash(other) and self._key() == other._key()

    def __hash__(self):
        if "_hash" not in self.__dict__:
            self._key()
        return self._hash

    def __reduce__(self):
        return Composite, (self.inputs, self.outputs)

    def for_dtypes(self, *dtypes):
        """Return the same operations on inputs of other dtypes."""
        if dtypes == self.in_dtypes:
            return self
        inputs = [get_scalar_type(d)() for d in dtypes]
        return Composite(inputs, clone_replace(self.outputs, dict(zip(self.inputs, inputs))))

    def output_types(self, types):
        """Return the types of the outputs."""
        return [v.type for v in self.for_dtypes(*[t.dtype for t in types]).outputs]

    def loop_dtypes(self, *dtypes):
        """Return `dtypes`: each operation inside converts its own inputs."""
        return dtypes

    def make_node(self, *inputs):
        """Make a node of a scalar graph, with the operations for the dtypes of `inputs`."""
        node = super().make_node(*inputs)
        node.op = self.for_dtypes(*[v.type.dtype for v in node.inputs])
        return node

    def ref(self, *values):
        """Evaluate the operations on arrays, one after the other."""
        op = self.for_dtypes(*[v.dtype.name for v in values])
        known = dict(zip(op.inputs, values))
        for node in op.nodes:
            arguments = [known[v] if v in known else v.data for v in node.inputs]
            results = node.op.evaluate(arguments, [v.type.dtype for v in node.outputs])
            known.update(zip(node.outputs, results))
        results = [known[v] if v in known else v.data for v in op.outputs]
        return results if op.nout > 1 else results[0]

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradients of the inputs by reverse accumulation through the operations."""
        op = self.for_dtypes(*[v.type.dtype for v in inputs])
        memo = dict(zip(op.inputs, inputs))
        total, undefined = {}, {}
        for v, gz in zip(op.outputs, output_grads):
            _add(total, v, gz)
        for node in op.nodes:
            arguments = [memo.get(v, v) for v in node.inputs]
            memo.update(zip(node.outputs, node.op(*arguments, return_list=True)))
        for node in reversed(op.nodes):
            found = [total.get(v) for v in node.outputs]
            null = next((undefined[v] for v in node.outputs if v in undefined), None)
            if null is not None:
                connected = node.op.connection_pattern(node)
                undefined.update((v, null) for v, row in zip(node.inputs, connected) if any(row))
            elif any(g is not None for g in found):
                here = [memo[v] for v in node.outputs]
                grads = node.op.L_op(
                    [memo.get(v, v) for v in node.inputs], here,
                    [z.zeros_like() if g is None else g for g, z in zip(found, here)],
                )
                for v, g in zip(node.inputs, grads):
                    if isinstance(g.type, NullType):
                        undefined[v] = g
                    elif not isinstance(g.type, DisconnectedType):
                        _add(total, v, g)
        total.update(undefined)
        return [total[v] if v in total else zero_gradient(x) for v, x in zip(op.inputs, inputs)]


def _single(dtype):
    return "float32" if dtype == "float16" else dtype


def _in_single(v):
    """Return a constant in single precision if it is in half precision."""
    t = get_scalar_type(_single(v.type.dtype))
    return t.Constant(t, t.filter(v.data, allow_downcast=True)) if v.type.dtype == "float16" else v


def _add(total, v, g):
    total[v] = total[v] + g if v in total else g


def _open(inputs, outputs):
    """Return the graph with the Composite that makes its only output inlined."""
    if len(outputs) == 1 and outputs[0].owner is not None and type(outputs[0].owner.op) is Composite:
        node = outputs[0].owner
        if len(node.outputs) == 1:
            return inputs, clone_replace(node.op.outputs, dict(zip(node.op.inputs, node.inputs)))
    return inputs, outputs
