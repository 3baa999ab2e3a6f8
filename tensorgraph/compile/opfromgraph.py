"""A graph as one operation."""

from ..gradient import Rop, grad
from ..graph.apply import Apply
from ..graph.disconnected import DisconnectedType, disconnected_type
from ..graph.op import Op
from ..graph.traverse import clone_replace, io_toposort
from ..graph.variable import Variable
from ..rewriting import pipeline
from .collect import rebuild_collect_shared
from .function import function

_DEFAULT = "default"


class OpFromGraph(Op):
    """An operation that computes a graph.

    When a function is compiled the graph takes the place of the operation, so that it costs nothing.

    Parameters
    ----------
    inputs, outputs : list of Variable
        The ends of the graph. Shared variables in it stay shared.
    inline : bool
        Accepted for Theano's sake.
    lop_overrides, grad_overrides, rop_overrides : "default", callable or list, optional
        What to use instead of the derivatives of the graph: ``lop(inputs, outputs, output_grads)``,
        ``grad(inputs, output_grads)``, ``rop(inputs, eval_points)`` give lists; in a list, one such function for each
        input (each output for `rop_overrides`), a Variable for itself, None for none, "default" for the derivative.
    connection_pattern : list of list of bool, optional
        For each input, which outputs depend on it.
    name : str, optional

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> op = theano.OpFromGraph([x, y], [x * y + 1])
    >>> theano.function([x, y], op(x, op(x, y)))(2.0, 3.0)
    array(15.)
    """

    def __init__(
        self,
        inputs,
        outputs,
        inline=False,
        lop_overrides=_DEFAULT,
        grad_overrides=_DEFAULT,
        rop_overrides=_DEFAULT,
        connection_pattern=None,
        name=None,
        **kwargs,
    ):
        if not isinstance(outputs, list):
            raise TypeError(f"outputs must be list, got {type(outputs)}")
        for v in [*inputs, *outputs]:
            if not isinstance(v, Variable):
                raise TypeError("inputs and outputs must be Variable instances", v)
        if kwargs.get("updates") or kwargs.get("givens"):
            raise TypeError("updates and givens are not allowed here")
        if lop_overrides != _DEFAULT and grad_overrides != _DEFAULT:
            raise ValueError("lop_overrides and grad_overrides are mutually exclusive")
        # the user's graph may change later
        given = [v.clone() for v in inputs]
        given, results, (_, _, _, shared) = rebuild_collect_shared(
            list(outputs), inputs=given, replace=list(zip(inputs, given)), no_default_updates=True
        )
        self.local_inputs = given
        self.local_outputs = results
        self.shared_inputs = shared
        self.is_inline = inline
        self.name = name
        self.kwargs = kwargs
        self.lop_overrides = lop_overrides
        self.grad_overrides = grad_overrides
        self.rop_overrides = rop_overrides
        self.input_types = [v.type for v in given]
        self.output_types = [v.type for v in results]
        self._connection_pattern = connection_pattern
        self._function = None

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return hash(type(self)) ^ id(self)

    def __str__(self):
        name = type(self).__name__ if self.name is None else self.name
        return f"{name}{{inline={self.is_inline}}}"

    def __getstate__(self):
        state = super().__getstate__()
        state["_function"] = None
        return state

    def make_node(self, *inputs):
        if len(inputs) == len(self.local_inputs) + len(self.shared_inputs):
            inputs = inputs[: len(self.local_inputs)]
        if len(inputs) != len(self.local_inputs):
            raise ValueError(f"Expected {len(self.local_inputs)} inputs, got {len(inputs)}")
        inputs = [t.filter_variable(v) for v, t in zip(inputs, self.input_types)]
        return Apply(self, [*inputs, *self.shared_inputs], [t() for t in self.output_types])

    def expand(self, inputs, graphs=None):
        """The outputs (or other graphs of the local inputs) for other inputs."""
        replace = dict(zip([*self.local_inputs, *self.shared_inputs], inputs))
        return clone_replace(self.local_outputs if graphs is None else graphs, replace)

    def perform(self, node, inputs, output_storage):
        if self._function is None:
            stand_ins = [v.type() for v in self.shared_inputs]
            givens = list(zip(self.shared_inputs, stand_ins))
            self._function = function(
                [*self.local_inputs, *stand_ins],
                self.local_outputs,
                givens=givens,
                no_default_updates=True,
                on_unused_input="ignore",
            )
        for cell, value in zip(output_storage, self._function(*inputs)):
            cell[0] = value

    # ------------------------------------------------------------- derivatives

    def connection_pattern(self, node):
        if self._connection_pattern is not None:
            return self._connection_pattern
        pattern = []
        for v in node.op.local_inputs + node.op.shared_inputs:
            reached = {v}
            for inner in io_toposort([], self.local_outputs):
                connected = getattr(inner.op, "connection_pattern", None)
                flags = connected(inner) if connected is not None else None
                for i, w in enumerate(inner.inputs):
                    if w in reached:
                        reached.update(o for j, o in enumerate(inner.outputs) if flags is None or flags[i][j])
            pattern.append([o in reached for o in self.local_outputs])
        return pattern

    def L_op(self, inputs, outputs, output_grads):
        n = len(self.local_inputs)
        override, arguments = self.lop_overrides, (inputs[:n], outputs, output_grads)
        if self.grad_overrides != _DEFAULT:
            override, arguments = self.grad_overrides, (inputs[:n], output_grads)
        if override is not None and callable(override):
            found = list(override(*arguments))
        elif isinstance(override, (list, tuple)):
            found = self._by_parts(override, arguments, lambda: self._pullback(inputs, output_grads))
        else:
            return self._pullback(inputs, output_grads)
        return found + [disconnected_type() for _ in self.shared_inputs]

    def _by_parts(self, overrides, arguments, derive):
        found, derived = [], None
        for i, override in enumerate(overrides):
            if isinstance(override, Variable):
                found.append(override)
            elif override is None:
                found.append(disconnected_type())
            elif callable(override):
                found.append(override(*arguments))
            elif override == _DEFAULT:
                derived = derive() if derived is None else derived
                found.append(derived[i])
            else:
                raise TypeError(f"an override should be a function, a Variable, None or 'default', not {override!r}")
        return found

    def _pullback(self, inputs, output_grads):
        wrt = [*self.local_inputs, *self.shared_inputs]
        known = {
            v: g
            for v, g in zip(self.local_outputs, output_grads)
            if not isinstance(g.type, DisconnectedType)
        }
        if not known:
            return [disconnected_type() for _ in wrt]
        grads = grad(
            None,
            wrt,
            known_grads=known,
            disconnected_inputs="ignore",
            return_disconnected="Disconnected",
            null_gradients="return",
        )
        return self.expand(inputs, grads)

    def R_op(self, inputs, eval_points):
        n = len(self.local_inputs)
        override = self.rop_overrides
        if override is not None and callable(override):
            return list(override(inputs[:n], eval_points[:n]))
        if isinstance(override, (list, tuple)):
            return self._by_parts(override, (inputs[:n], eval_points[:n]), lambda: self._pushforward(inputs, eval_points))
        return self._pushforward(inputs, eval_points)

    def _pushforward(self, inputs, eval_points):
        wrt = [*self.local_inputs, *self.shared_inputs]
        moving = [(v, e) for v, e in zip(wrt, eval_points) if e is not None]
        results = Rop(
            self.local_outputs,
            [v for v, _ in moving],
            [e for _, e in moving],
            disconnected_outputs="ignore",
            return_disconnected="None",
        )
        places = [i for i, v in enumerate(results) if v is not None]
        expanded = self.expand(inputs, [results[i] for i in places])
        found = [None] * len(results)
        for i, v in zip(places, expanded):
            found[i] = v
        return found


def expand_graphs(fgraph, query=None):
    """Put the graph of every :class:`OpFromGraph` in its place."""
    pending = [node for node in fgraph.toposort() if isinstance(node.op, OpFromGraph)]
    while pending:
        for node in pending:
            fgraph.replace_all(zip(list(node.outputs), node.op.expand(node.inputs)), "inline_ofg_expansion")
        pending = [node for node in fgraph.toposort() if isinstance(node.op, OpFromGraph)]


pipeline.register(-0.01, "inline_ofg_expansion", expand_graphs, "fast_run", "fast_compile")
