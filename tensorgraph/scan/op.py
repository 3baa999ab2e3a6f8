"""``Scan``: a loop as an operation, with the graph of one step inside."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..compile.inputs import In
from ..compile.maker import orig_function
from ..compile.pickles.flat import flatten, unflatten
from ..config import config
from ..errors import MissingInputError
from ..graph.apply import Apply
from ..graph.fgraph import FunctionGraph
from ..graph.op import Op
from ..graph.traverse import clone, io_toposort, orphans
from ..graph.variable import Constant
from ..tensor.types.type import TensorType
from .checks import check_step, checked_inputs
from .connection import beginnings, loop_connections, reads_behind, step_connections
from .layout import Layout
from .longbuffers import long_states
from .loop import run
from .outputshapes import inferred_shapes
from .pullback import pull
from .pushforward import push

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..graph.variable import Variable

DEFAULTS = {
    "n_seqs": 0,
    "n_mit_mot": 0,
    "n_mit_mot_outs": 0,
    "mit_mot_out_slices": [],
    "n_mit_sot": 0,
    "n_sit_sot": 0,
    "n_shared_outs": 0,
    "n_nit_sot": 0,
    "tap_array": [],
    "truncate_gradient": -1,
    "name": None,
    "mode": None,
    "destroy_map": {},
    "gpua": False,
    "as_while": False,
    "profile": False,
    "allow_gc": False,
    "strict": False,
}
# equal loops may differ in these attributes, which change no value
_IRRELEVANT = ("name", "mode", "allow_gc", "strict", "gpua")


class Scan(Layout, Op):
    """A loop.

    Made by :func:`tensorgraph.scan`, by gradients and by rewrites. ``tensorgraph.scan.layout`` says in which order
    the inputs and outputs of the node and of the inner graph stand.

    Parameters
    ----------
    inputs, outputs : list of Variable
        The ends of the inner graph, which computes one step.
    info : dict
        How many variables of each kind there are (``n_seqs``, ``n_mit_mot``, ``n_mit_mot_outs``, ``n_mit_sot``,
        ``n_sit_sot``, ``n_nit_sot``, ``n_shared_outs``), their taps (``tap_array``, ``mit_mot_out_slices``), whether
        the last inner output is a condition to stop (``as_while``), ``truncate_gradient``, ``name``, ``mode``,
        ``destroy_map``, ``profile``, ``allow_gc``, ``strict``. Each is an attribute of the op too.

    Attributes
    ----------
    inputs, outputs, info
        As given; what `info` lacks has its default.
    output_types : list of Type
        The types of the outputs of a node.

    Raises
    ------
    MissingInputError
        If the inner graph needs a variable that is not among `inputs`.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> v = T.dvector("v")
    >>> total, _ = theano.scan(lambda x, t: t + x, sequences=v, outputs_info=T.zeros(()))
    >>> op = total.owner.inputs[0].owner.op
    >>> print(op, op.n_seqs, op.n_sit_sot, theano.pp(op.outputs[0]))
    for{cpu,scan_fn} 1 1 (<TensorType(float64, scalar)> + v[t])
    """

    R_op_takes_none = True

    def __init__(
        self, inputs: Sequence[Variable], outputs: Sequence[Variable], info: Mapping[str, Any],
        typeConstructor: Any = None
    ) -> None:
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.info = {**DEFAULTS, **info}
        if self.info["name"] is None:
            self.info["name"] = "scan_fn"
        if self.info["destroy_map"] is None:
            self.info["destroy_map"] = {}
        self.__dict__.update(self.info)
        for v in orphans(self.inputs, self.outputs):
            if not isinstance(v, Constant):
                raise MissingInputError(
                    f"the loop {self.name} is missing an input: its step needs {v!r} of type {v.type}, which is "
                    f"neither an argument of the loop nor a constant.\nhint: pass non_sequences=[{v}], and let the "
                    "step take it, or leave out strict=True"
                )
        self.output_types = self._output_types()

    def _output_types(self):
        kept = [outs[0] for outs in self.mitmot_outs_by_buffer(self.outputs)]
        kept += self.inner_mitsot_outs(self.outputs)
        kept += self.inner_sitsot_outs(self.outputs)
        kept += self.inner_nitsot_outs(self.outputs)
        types = [TensorType(v.type.dtype, (False, *v.type.broadcastable)) for v in kept]
        return types + [v.type for v in self.inner_shared_outs(self.outputs)]

    def __str__(self):
        kind = "do_while" if self.as_while else "for"
        if not self.destroy_map:
            return f"{kind}{{cpu,{self.name}}}"
        if sorted(self.destroy_map) == list(range(self.n_outs)):
            # the brace is missing in Theano too
            return f"{kind}all_inplace,cpu,{self.name}}}"
        return f"{kind}{{inplace{{{''.join(f'{k},' for k in self.destroy_map)}}},cpu,{self.name}}}"

    # ------------------------------------------------------------- equality

    @cached_property
    def graph_key(self):
        """A hashable key of the inner graph, equal for equivalent graphs."""
        numbers = {}

        def number(key):
            return numbers.setdefault(key, len(numbers))

        ids = {v: number(("input", i, v.type)) for i, v in enumerate(self.inputs)}

        def of(v):
            if v not in ids:
                ids[v] = number(v.signature())
            return ids[v]

        for node in io_toposort(self.inputs, self.outputs):
            made = number((node.op, tuple([of(v) for v in node.inputs])))
            for v in node.outputs:
                ids.setdefault(v, number((made, v.index)))
        return tuple(numbers), tuple([of(v) for v in self.outputs])

    def _settings(self):
        return {key: value for key, value in self.info.items() if key not in _IRRELEVANT}

    def __eq__(self, other):
        if self is other:
            return True
        if type(self) is not type(other) or self._settings() != other._settings():
            return False
        return self.graph_key == other.graph_key

    def __hash__(self):
        return self._hash

    @cached_property
    def _hash(self):
        counts = [len(self.inputs), self.n_seqs, self.as_while, *[tuple(taps) for taps in self.tap_array]]
        return hash((type(self), tuple(counts), self.graph_key))

    # ------------------------------------------------------------- the protocol of operations

    def make_node(self, *inputs: Any) -> Apply:
        return Apply(self, checked_inputs(self, inputs), [t() for t in self.output_types])

    def validate_inner_graph(self) -> None:
        """Check that a step keeps the type of each state, before it is compiled or differentiated.

        Raises
        ------
        TypeError
        """
        check_step(self)

    def infer_shape(self, node: Apply, input_shapes: list[Any]) -> list[Any]:
        return inferred_shapes(self, node, input_shapes)

    @cached_property
    def step_connections(self):
        """For each output of a step, the positions of the inputs that it depends on."""
        return step_connections(self.inputs, self.outputs)

    @cached_property
    def connections(self):
        """The connection pattern of a node, ``pattern[input][output]``."""
        return loop_connections(self)

    def connection_pattern(self, node: Apply | None = None) -> list[list[bool]]:
        """Return the connection pattern: which outputs depend differentiably on which inputs."""
        return self.connections

    def unread_beginnings(self, node: Apply, readers: list[list[Apply] | None]) -> list[int]:
        """Return the initial states that nothing reads but their states, of which readers take rows behind them."""
        found = []
        for i, k in beginnings(self).items():
            others = any(self.connections[i][j] and readers[j] != [] for j in range(len(readers)) if j != k)
            if readers[k] is not None and not others:
                if all(reads_behind(reader, node.outputs[k], self.depths[k]) for reader in readers[k]):
                    found.append(i)
        return found

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        self.validate_inner_graph()
        return pull(self, inputs, outputs, output_grads)

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        self.validate_inner_graph()
        return push(self, inputs, eval_points)

    @cached_property
    def fn(self):
        """The compiled function of one step."""
        self.validate_inner_graph()
        with config.change_flags(compute_test_value="off", compute_test_value_opt="off"):
            return orig_function(
                [In(v) for v in self.inputs],
                list(self.outputs),
                mode=self.mode,
                name=self.name,
                profile=self.profile,
                on_unused_input="ignore",
            )

    def row_shapes(self, arguments: list[Any]) -> list[Any]:
        """Return the shapes of the outputs' rows, of which a step with these arguments need not exist."""
        shapes = [z.shape for z in self.inner_nitsot_outs(self.outputs)]
        f = orig_function([In(v) for v in self.inputs], shapes, mode="FAST_RUN", on_unused_input="ignore")
        return f(*arguments)

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        long = getattr(node.tag, "long_states", None)
        long = long_states(self, node) if long is None else long
        for cell, value in zip(output_storage, run(self, inputs, long)):
            cell[0] = value

    def on_detach(self, node: Apply, new: Apply) -> None:
        """Keep on a node outside of the graph what :meth:`perform` must know of the graph."""
        new.tag.long_states = long_states(self, node)

    def inner_graph(self, node: Apply) -> FunctionGraph:
        """Return the outputs of one step and a dict from its inputs to those of `node`."""
        places = self.var_mappings["outer_inp_from_inner_inp"]
        return self.outputs, {v: node.inputs[places[i]] for i, v in enumerate(self.inputs)}

    def rewritten_inside(self, rewrite: Callable[[FunctionGraph], bool]) -> Op | None:
        """Return the loop with its step rewritten by ``rewrite(fgraph)``, or None if nothing changed."""
        fgraph = FunctionGraph(self.inputs, self.outputs, clone=True)
        if not rewrite(fgraph):
            return None
        return type(self)(*clone(fgraph.inputs, fgraph.outputs), self.info)

    def subgraph_ends(self) -> Any:
        """Return the graph of one step and the states that it overwrites, for ``tensorgraph.compile.subprogram``."""
        others = len(self.inner_non_seqs(self.inputs))
        self.validate_inner_graph()
        # if a step reads the row that it writes, the new row may be computed in place
        kept = self.inner_shared_outs(list(range(len(self.outputs))))
        updates = dict(zip(kept, self.inner_shared(range(len(self.inputs)))))
        first, out = self.n_seqs, 0
        for taps, places in zip(self.mitmot_taps(), self.mitmot_out_taps()):
            updates.update((out + j, first + list(taps).index(k)) for j, k in enumerate(places) if k in taps)
            first += len(taps)
            out += len(places)
        return [(self.inputs, self.outputs, self.inputs[self.n_seqs : len(self.inputs) - others], updates)]

    def __getstate__(self):
        # flat: steps may be deep graphs
        return flatten(FunctionGraph(self.inputs, self.outputs, clone=True), derivations=True), self.info

    def __setstate__(self, state):
        flat, info = state
        fgraph = unflatten(flat)
        self.__init__(fgraph.inputs, fgraph.outputs, info)
