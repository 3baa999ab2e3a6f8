"""The graph inside an op: its inputs and outputs, and facts known without running it."""

import copy

from ..config import config
from ..errors import MissingInputError
from ..gradient.connection import connection_pattern
from ..graph.fgraph import FunctionGraph
from ..graph.messages.called import with_type
from ..graph.traverse import clone, clone_get_equiv, io_toposort, orphans
from ..graph.variable import Constant, Variable
from ..rewriting.passes.shape import ShapeFeature, as_length
from ..tensor.shape.shape import Shape_i
from .inputs import In
from .maker import orig_function
from .pickles.flat import flatten, unflatten
from .shared import SharedVariable


class InnerGraph:
    """A copy of the graph between some variables.

    Parameters
    ----------
    inputs, outputs : list of Variable
        The ends; an input may be computed by something, which does not belong to the graph.

    Attributes
    ----------
    inputs, outputs : list of Variable
        The copies; the inputs are followed by one for each shared variable.
    shared : list of SharedVariable
        The shared variables that the graph needs, in the order of their inputs.

    Raises
    ------
    MissingInputError
        If the graph needs another variable.
    """

    def __init__(self, inputs, outputs):
        for v in [*inputs, *outputs]:
            if not isinstance(v, Variable):
                raise TypeError(f"Inputs and outputs should be Variable instances, got {v} of type {type(v)}")
        if len(set(inputs)) < len(inputs):
            raise ValueError(f"an input occurs twice: {inputs}. Each must be a variable of its own, as x.type() makes")
        needed = [v for v in dict.fromkeys(orphans(inputs, outputs)) if not isinstance(v, Constant)]
        self.shared = [v for v in needed if isinstance(v, SharedVariable)]
        missing = [v for v in needed if not isinstance(v, SharedVariable)]
        if missing:
            raise MissingInputError(
                f"the outputs need {with_type(missing[0])}, which is neither an input nor shared.\nhint: use it as an "
                "input too"
            )
        ends = [*inputs, *self.shared]
        memo = {v: _placeholder(v) for v in ends}
        clone_get_equiv(ends, outputs, copy_inputs=False, memo=memo)
        self.inputs = [memo[v] for v in ends]
        self.outputs = [memo[v] for v in outputs]
        self._connections = None

    def on(self, inputs):
        """Return the outputs in terms of these inputs."""
        memo = dict(zip(self.inputs, inputs))
        clone_get_equiv(self.inputs, self.outputs, copy_inputs=False, memo=memo)
        return [memo[v] for v in self.outputs]

    def rewritten(self, rewrite):
        """Return the graph rewritten by ``rewrite(fgraph)``, or None if nothing changed."""
        fgraph = FunctionGraph(self.inputs, self.outputs, clone=True)
        if not rewrite(fgraph):
            return None
        new = copy.copy(self)
        new.inputs, new.outputs = clone(fgraph.inputs, fgraph.outputs)
        new._connections = None
        return new

    def connections(self):
        """Return the connection pattern, ``pattern[input][output]``."""
        if self._connections is None:
            # one bit for each input
            depends = {v: 1 << i for i, v in enumerate(self.inputs)}
            for node in io_toposort(self.inputs, self.outputs):
                pattern = connection_pattern(node)
                given = [depends.get(v, 0) for v in node.inputs]
                for k, v in enumerate(node.outputs):
                    bits = 0
                    for i, g in enumerate(given):
                        if pattern is None or pattern[i][k]:
                            bits |= g
                    depends[v] = bits
            masks = [depends.get(v, 0) for v in self.outputs]
            self._connections = [[bool(mask >> i & 1) for mask in masks] for i in range(len(self.inputs))]
        return self._connections

    def shapes(self, inputs, input_shapes):
        """Return the shapes of the outputs in terms of `inputs` and their shapes, None where they are unknown."""
        feature = ShapeFeature()
        for v, lengths in zip(self.inputs, input_shapes):
            feature.known[v] = () if lengths is None else tuple([as_length(n) for n in lengths])
        found = []
        for v in self.outputs:
            lengths = feature.shape(v) if hasattr(v.type, "ndim") else ()
            # reading the length of an inner variable would compute that variable twice
            read = [node for node in io_toposort(self.inputs, list(lengths)) if isinstance(node.op, Shape_i)]
            found.append(None if any(node.inputs[0].owner in self.nodes for node in read) else lengths)
        memo = dict(zip(self.inputs, inputs))
        flat = [n for lengths in found if lengths for n in lengths]
        clone_get_equiv(self.inputs, flat, copy_inputs=False, memo=memo)
        return [None if lengths is None else tuple([memo[n] for n in lengths]) for lengths in found]

    @property
    def nodes(self):
        """The nodes of the graph."""
        return set(io_toposort(self.inputs, self.outputs))

    def compiled(self, **options):
        """Compile a function of all inputs."""
        options.setdefault("on_unused_input", "ignore")
        with config.change_flags(compute_test_value="off"):
            return orig_function([In(v) for v in self.inputs], list(self.outputs), **options)

    def __getstate__(self):
        return self.shared, flatten(FunctionGraph(self.inputs, self.outputs, clone=True), derivations=True)

    def __setstate__(self, state):
        self.shared, flat = state
        fgraph = unflatten(flat)
        self.inputs, self.outputs = list(fgraph.inputs), list(fgraph.outputs)
        self._connections = None


def _placeholder(v):
    new = v.type.make_variable(v.name)
    new.copy_tag(v)
    return new
