"""``OpFromGraph``: an operation made of a graph."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from ..batching.examples import Examples, Given
from ..batching.rulebook import batches, stack_type
from ..gradient.grad import float_like
from ..graph.apply import Apply
from ..graph.disconnected import DisconnectedType
from ..graph.messages.called import called, with_type
from ..graph.messages.usersfunction import call_method, definition
from ..graph.op import Op
from ..graph.traverse import clone_replace
from ..graph.variable import Variable
from ..lowering.lower import lowers
from ..nearest import did_you_mean
from ..tensor.types.type import TensorType
from .innerderivatives import Derivatives, is_of
from .innergraph import InnerGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..graph.fgraph import FunctionGraph
    from .callable import Function

_OPTIONS = "mode accept_inplace profile on_unused_input output_keys".split()
_ARGUMENTS = (
    "inputs outputs inline lop_overrides grad_overrides rop_overrides connection_pattern name".split() + _OPTIONS
)


class OpFromGraph(Op):
    """An operation made of a graph.

    Parameters
    ----------
    inputs, outputs : list of Variable
        The ends of the graph. Shared variables may stand in it.
    inline : bool
        Whether the compiler puts the graph in place of the operation.
    lop_overrides, grad_overrides : 'default', callable, OpFromGraph, Variable or list of them
        What to use as its gradient instead of that of the graph: a function of the list of inputs, (`lop_overrides`
        only) the list of outputs, and the list of the outputs' gradients, that gives the list of the inputs'
        gradients; an OpFromGraph that takes all these; or a variable of NullType or DisconnectedType. In a list with
        one of these for each input, each gives one gradient.
    rop_overrides : 'default', callable, OpFromGraph, Variable or list of them
        What to use as its directional derivative: of the list of inputs and the list of eval points, or in a list one
        for each output.
    connection_pattern : list of list of bool, optional
        Which outputs a gradient flows back from, to which inputs.
    name : str, optional
    **kwargs
        For the compilation of the graph, as ``mode``.

    Attributes
    ----------
    inputs, outputs : list of Variable
        The ends as they were given.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> op = theano.OpFromGraph([x, y], [x * y + T.sin(y)])
    >>> z = op(x, op(y, x))
    >>> float(theano.function([x, y], theano.grad(z, y))(0.0, 3.0))
    0.0

    A gradient of its own:

    >>> clipped = theano.OpFromGraph([x], [x**2], grad_overrides=lambda inputs, grads: [grads[0].clip(-1, 1)])
    >>> float(theano.function([x], theano.grad(5 * clipped(x), x))(7.0))
    1.0
    """

    def __init__(
        self, inputs: Sequence[Variable], outputs: Sequence[Variable], inline: bool = False,
        lop_overrides: Any = "default", grad_overrides: Any = "default", rop_overrides: Any = "default",
        connection_pattern: Sequence[Sequence[bool]] | None = None, name: str | None = None, **kwargs: Any
    ) -> None:
        if not isinstance(inputs, list) or not isinstance(outputs, list):
            raise TypeError(
                f"inputs and outputs must be lists, got {type(inputs)} and {type(outputs)}.\nhint: use "
                "OpFromGraph([x], [y])"
            )
        if "updates" in kwargs or "givens" in kwargs:
            raise TypeError(
                "updates and givens are not allowed here: use theano.clone, and return new values as outputs"
            )
        unknown = [name for name in kwargs if name not in _OPTIONS]
        if unknown:
            guess = did_you_mean(unknown[0], _ARGUMENTS)
            raise TypeError(
                f"OpFromGraph() got an unexpected keyword argument {unknown[0]!r}.{guess} Its arguments must be "
                f"among: {', '.join(_ARGUMENTS)}"
            )
        for what, override in zip(_OVERRIDES, (lop_overrides, grad_overrides, rop_overrides)):
            _check_override(override, what)
        if lop_overrides != "default" and grad_overrides != "default":
            raise ValueError("lop_overrides and grad_overrides are mutually exclusive: pass one of them")
        self.inner = InnerGraph(inputs, outputs)
        self.inputs = inputs
        self.outputs = outputs
        self.is_inline = inline
        self.name = name
        self.kwargs = kwargs
        self.input_types = [v.type for v in inputs]
        self.output_types = [v.type for v in outputs]
        self.lop_overrides = lop_overrides
        self.grad_overrides = grad_overrides
        self.rop_overrides = rop_overrides
        self._pattern = connection_pattern
        self._fn = None
        self.derivatives = Derivatives(self.inner, self._derived)

    def __str__(self):
        return f"{self.name or type(self).__name__}{{inline={self.is_inline}}}"

    @property
    def local_inputs(self) -> list[Any]:
        """The inputs of the graph, those for shared variables last."""
        return self.inner.inputs

    @property
    def local_outputs(self) -> list[Any]:
        """The outputs of the graph."""
        return self.inner.outputs

    @property
    def shared_inputs(self) -> list[Any]:
        """The shared variables in the graph."""
        return self.inner.shared

    prints_inner_graph = False  # Theano shows those of loops only

    def inner_graph(self, node: Apply) -> FunctionGraph:
        """Return the outputs of the graph and a dict from its inputs to those of `node`."""
        return self.inner.outputs, dict(zip(self.inner.inputs, node.inputs))

    def rewritten_inside(self, rewrite: Callable[[FunctionGraph], bool]) -> Op | None:
        """Return the operation with its graph rewritten by ``rewrite(fgraph)``, or None if nothing changed."""
        inner = self.inner.rewritten(rewrite)
        if inner is None:
            return None
        new = copy.copy(self)
        new.inner = inner
        new._fn = None
        new.derivatives = Derivatives(inner, new._derived)
        return new

    # ------------------------------------------------------------- the protocol of operations

    def make_node(self, *inputs: Any) -> Apply:
        if len(inputs) != len(self.input_types):
            wanted = ", ".join([called(v) for v in self.inputs])
            raise ValueError(
                f"{self}: Expected {len(self.input_types)} inputs, got {len(inputs)}. It was made for ({wanted}), and "
                f"is given ({', '.join([called(v) for v in inputs])}).\nhint: pass one for each"
            )
        inputs = [self._of_type(i, v) for i, v in enumerate(inputs)]
        return Apply(self, [*inputs, *self.inner.shared], [t() for t in self.output_types])

    def _of_type(self, i: int, v: Any) -> Any:
        wanted = self.inputs[i]
        try:
            return self.input_types[i].filter_variable(v)
        except TypeError as error:
            raise TypeError(
                f"{self}: input {i}, {with_type(v)}, cannot be {with_type(wanted)}, of the graph. {error}\nhint: use "
                "T.cast, dimshuffle or index it; T.as_tensor_variable makes one of a list"
            ) from error

    @property
    def fn(self) -> Function[Any]:
        """The compiled graph."""
        if self._fn is None:
            self._fn = self.inner.compiled(**self.kwargs)
        return self._fn

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        for cell, value in zip(output_storage, self.fn(*inputs)):
            cell[0] = value

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return self.inner.shapes(node.inputs, shapes)

    def connection_pattern(self, node: Apply | None = None) -> list[list[bool]]:
        """Return the connection pattern: which outputs depend differentiably on which inputs."""
        if self._pattern is None:
            rows = []
            for row, override in zip(self.inner.connections(), self._lop_list()):
                if override != "default":
                    # an override may reach inputs that the gradient of the graph does not
                    row = [not is_of(override, DisconnectedType)] * len(row)
                rows.append(row)
            self._pattern = rows
        return self._pattern

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        own = list(inputs[: len(self.input_types)])
        if self.grad_overrides != "default":
            found = overridden(self.grad_overrides, [own, list(output_grads)], len(own), self)
        else:
            found = overridden(self.lop_overrides, [own, list(outputs), list(output_grads)], len(own), self)
        found += ["default"] * len(self.inner.shared)
        asked = tuple([i for i, g in enumerate(found) if isinstance(g, str)])
        for i, g in zip(asked, self.derivatives.pull(asked, inputs, outputs, output_grads)):
            found[i] = g
        alive = [not is_of(g, DisconnectedType) for g in output_grads]
        for i, row in enumerate(self.connection_pattern()):
            # the pattern says connected, but the gradient is missing
            if any(a and b for a, b in zip(row, alive)) and (found[i] is None or is_of(found[i], DisconnectedType)):
                found[i] = float_like(inputs[i], 0)
        return found

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        n = len(self.input_types)
        found = overridden(self.rop_overrides, [list(inputs[:n]), list(eval_points[:n])], len(self.output_types), self)
        if any(isinstance(r, str) for r in found):
            pushed = self.derivatives.push(inputs, eval_points)
            found = [p if isinstance(r, str) else r for r, p in zip(found, pushed)]
        return found

    # ------------------------------------------------------------- overrides

    def set_grad_overrides(self, grad_overrides: Any) -> None:
        """Set another gradient, as by the parameter of the class."""
        self.grad_overrides, self.lop_overrides, self._pattern = grad_overrides, "default", None

    def set_lop_overrides(self, lop_overrides: Any) -> None:
        """Set another gradient, as by the parameter of the class."""
        self.lop_overrides, self.grad_overrides, self._pattern = lop_overrides, "default", None

    def set_rop_overrides(self, rop_overrides: Any) -> None:
        """Set another directional derivative, as by the parameter of the class."""
        self.rop_overrides = rop_overrides

    def _lop_list(self):
        override = self.lop_overrides if self.grad_overrides == "default" else self.grad_overrides
        n = len(self.input_types)
        if not isinstance(override, list):
            override = [override] * n
        elif len(override) != n:
            raise ValueError(f"Need to override {n} gradients, got {len(override)}")
        return [*override, *["default"] * len(self.inner.shared)]

    def _derived(self, inputs, outputs, what):
        """Return an operation for a derivative of the graph."""
        name = None if self.name is None else f"{self.name}_{what}"
        return OpFromGraph(inputs, outputs, inline=self.is_inline, name=name, **self.kwargs)

    def __getstate__(self):
        state = super().__getstate__()
        # its variables would drag their graph along
        del state["_fn"], state["derivatives"], state["inputs"], state["outputs"]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._fn = None
        self.inputs, self.outputs = self.inner.inputs[: len(self.input_types)], self.inner.outputs
        self.derivatives = Derivatives(self.inner, self._derived)


_OVERRIDES = ("lop_overrides", "grad_overrides", "rop_overrides")


def _check_override(override, what):
    for one in override if isinstance(override, list) else [override]:
        if not (one is None or callable(one) or isinstance(one, Variable) or isinstance(one, str) and one == "default"):
            raise TypeError(
                f"{what} must be 'default', None, a function, a variable, an OpFromGraph or a list of them, not "
                f"{with_type(one)}"
            )


def overridden(override, args, n, op):
    """Return the n results of an override, 'default' for each if there is none.

    Parameters
    ----------
    override : 'default', None, Variable, OpFromGraph, callable, or a list of n of them
    args : list of list of Variable
        What a function is called with.
    n : int
    op : OpFromGraph
        Whose it is.
    """
    if isinstance(override, list):
        found = [_result(f, args) for f in override]
    elif callable(override):
        found = _result(override, args)
        if found is None:
            raise TypeError(
                f"the override of a derivative of {op}, {definition(override)}, returned None.\nhint: does it lack "
                "`return`? It must return a list, with None for an input without a gradient"
            )
        found = list(found) if isinstance(found, (list, tuple)) else [found]
    else:
        found = [override] * n
    if len(found) != n:
        raise ValueError(f"the override of a derivative of {op} gave {len(found)} results instead of {n}")
    return found


def _result(override, args):
    if not callable(override):
        return override
    if isinstance(override, OpFromGraph):
        return override(*[v for part in args for v in part])
    form = f"f({'inputs, gradients' if len(args) == 2 else 'inputs, outputs, output_gradients'})"
    return call_method(override, args, form)


@batches(OpFromGraph, draws=True)
def batch_graph(batch, node, *given):
    """Batch the graph inside, unless derivatives of its own belong to one example."""
    op = node.op
    if any(o != "default" for o in (op.lop_overrides, op.grad_overrides, op.rop_overrides)):
        return None
    if any(v in batch.fresh for v in node.inputs):
        # draws change states, which only the outer graph can keep
        stacks = {v: g.v for v, g in zip(op.inner.inputs, given) if g.is_stack}
        states = {v: g.v for v, g in zip(op.inner.inputs, given) if not g.is_stack}
        return batch.of(clone_replace(op.inner.outputs, states), stacks)
    stacks = {v: stack_type(v)(v.name) for v, g in zip(op.inner.inputs, given) if g.is_stack}
    n = TensorType("int64", ())("n")
    outputs = Examples(n, batch.loop).of(op.inner.outputs, stacks)
    inputs = [stacks.get(v, v) for v in op.inner.inputs]
    made = OpFromGraph([*inputs, n], [g.v for g in outputs], inline=op.is_inline, name=op.name, **op.kwargs)
    found = made(*[g.v for g in given], batch.n, return_list=True)
    return [Given(v, g.is_stack) for v, g in zip(found, outputs)]


@lowers(OpFromGraph)
def lower_graph(program, node):
    """Inline the steps of the compiled graph on the slots of the node."""
    results = program.inline(node.op.fn.maker.fgraph, [program.slot(v) for v in node.inputs])
    program.slot_of.update(zip(node.outputs, results))
    return True
