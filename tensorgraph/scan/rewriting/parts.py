"""A loop taken apart, so that its parts can be changed, removed or added before it is rebuilt."""

import functools

from ...graph.fgraph import FunctionGraph
from ...graph.trace import copy_stack_trace
from ...graph.traverse import clone_replace, io_toposort
from ..op import Scan


class LoopArgument:
    """A sequence or a loop-invariant argument: the variable inside and the one outside."""

    __slots__ = ("inside", "outside")

    def __init__(self, inside, outside):
        self.inside = inside
        self.outside = outside


class StateBuffer:
    """A buffer that steps read and write.

    Attributes
    ----------
    outside : Variable
        The buffer.
    taps, slices : list of int
        Which rows a step reads, and which it writes; `slices` is [0] but for a mit_mot.
    inside, made : list of Variable
        The rows that a step gets and makes.
    old, new : Variable or None
        The buffer in the end: what the node gave that was taken apart, and what the new one gives.
    adds_up : bool
        Whether it is a mit_mot.
    """

    __slots__ = ("outside", "taps", "slices", "inside", "made", "old", "new", "adds_up")

    def __init__(self, outside, taps, slices, inside, made, old, adds_up):
        self.outside = outside
        self.taps = list(taps)
        self.slices = list(slices)
        self.inside = list(inside)
        self.made = list(made)
        self.old = old
        self.new = None
        self.adds_up = adds_up

    @property
    def depth(self):
        """Number of rows before the first that tap 0 refers to."""
        return -min(self.taps)

    @property
    def is_single(self):
        """True if it is a sit_sot."""
        return self.taps == [-1] and not self.adds_up


class Result:
    """A nit_sot: the number of rows to keep, the output of a step, and the rows of the old and new node."""

    __slots__ = ("length", "made", "old", "new")

    def __init__(self, length, made, old):
        self.length = length
        self.made = made
        self.old = old
        self.new = None


class Shared:
    """A value that each step updates: outside, inside, its next value, and its final value."""

    __slots__ = ("outside", "inside", "made", "old", "new")

    def __init__(self, outside, inside, made, old):
        self.outside = outside
        self.inside = inside
        self.made = made
        self.old = old
        self.new = None


class Loop:
    """The parts of a node of a loop.

    Parameters
    ----------
    node : Apply

    Attributes
    ----------
    name : str
    steps : Variable
    seqs, others : list of LoopArgument
    states : list of StateBuffer
    results : list of Result
    shared : list of Shared
    condition : Variable or None
    replace : dict
        From variables inside to those that the rebuilt step has in their place.
    """

    def __init__(self, node):
        op = node.op
        self.node = node
        self.name = op.name
        self.steps = node.inputs[0]
        self.seqs, self.states, self.results, self.shared, self.others = [], [], [], [], []
        self.replace = {}
        first_result = op.n_outs
        for group in op.groups[1:]:
            outside = node.inputs[group.outer_in]
            inside = [op.inputs[i] for i in group.inner_in]
            made = [op.outputs[o] for o in group.inner_out]
            k = group.outer_out
            old = node.outputs[k] if k >= 0 else None
            if group.outer_in <= op.n_seqs:
                self.seqs.append(LoopArgument(inside[0], outside))
            elif 0 <= k < first_result:
                slices = op.mit_mot_out_slices[k] if k < op.n_mit_mot else [0]
                self.states.append(StateBuffer(outside, op.tap_array[k], slices, inside, made, old, k < op.n_mit_mot))
            elif k >= 0 and not inside:
                self.results.append(Result(outside, made[0], old))
            elif k >= 0:
                self.shared.append(Shared(outside, inside[0], made[0], old))
            else:
                self.others.append(LoopArgument(inside[0], outside))
        self.condition = op.outputs[-1] if op.as_while else None

    @property
    def is_while(self):
        """True if a condition may stop the loop."""
        return self.condition is not None

    def ends(self):
        """Return the outputs of a step that later steps or the end of the loop depend on."""
        found = [v for state in self.states for v in state.made] + [shared.made for shared in self.shared]
        return found if self.condition is None else [*found, self.condition]

    def made(self):
        """Return all outputs of a step."""
        return [*self.ends(), *[result.made for result in self.results]]

    def build(self):
        """Build a node from the current parts and give them their new variables outside."""
        states = sorted(self.states, key=_kind)
        inside = [seq.inside for seq in self.seqs]
        inside += [v for state in states for v in state.inside]
        inside += [shared.inside for shared in self.shared]
        inside += [other.inside for other in self.others]
        made = [v for state in states for v in state.made]
        made += [result.made for result in self.results]
        made += [shared.made for shared in self.shared]
        if self.condition is not None:
            made.append(self.condition)
        if self.replace:
            made = clone_replace(made, self.replace)
        outside = [self.steps, *[seq.outside for seq in self.seqs], *[state.outside for state in states]]
        outside += [shared.outside for shared in self.shared]
        outside += [result.length for result in self.results]
        outside += [other.outside for other in self.others]
        node = Scan(inside, made, self._info(states)).make_node(*outside)
        node.trace = self.node.trace
        parts = [*states, *self.results, *self.shared]
        for part, v in zip(parts, node.outputs):
            part.new = v
            if part.old is not None:
                v.name = part.old.name
        return node

    def _info(self, states):
        """Return the counts of each kind of variables, and the taps."""
        single = [state for state in states if state.is_single]
        adding = [state for state in states if state.adds_up]
        return {
            **self.node.op.info,
            "name": self.name,
            "n_seqs": len(self.seqs),
            "n_mit_mot": len(adding),
            "n_mit_mot_outs": sum(len(state.slices) for state in adding),
            "mit_mot_out_slices": [state.slices for state in adding],
            "n_mit_sot": len(states) - len(single) - len(adding),
            "n_sit_sot": len(single),
            "n_nit_sot": len(self.results),
            "n_shared_outs": len(self.shared),
            "tap_array": [state.taps for state in states],
            "as_while": self.condition is not None,
            "destroy_map": {},
        }

    def put_into(self, fgraph, reason, more=()):
        """Replace the old node by a node built from the parts.

        Parameters
        ----------
        fgraph : FunctionGraph
        reason : str
        more : list of tuple of Variable
            What else is replaced by what; it may be made of the new variables if they are built already.
        """
        parts = [*self.states, *self.results, *self.shared]
        if parts and any(part.new is None for part in parts):
            self.build()
        # nodes that read a buffer are replaced before it, so that the new buffer need not equal the old one
        fgraph.replace_all([(old, old.type.filter_variable(new)) for old, new in more], reason)
        read = [part for part in parts if part.old is not None and fgraph.clients(part.old)]
        pairs = [(part.old, part.old.type.filter_variable(part.new)) for part in read]
        copy_stack_trace([old for old, _ in pairs], [new for _, new in pairs])
        fgraph.replace_all(pairs, reason)


def _kind(state):
    return 0 if state.adds_up else 2 if state.is_single else 1


def loops(fgraph):
    """Return the nodes of loops in topological order."""
    # many passes ask one after the other, of graphs of which most have none
    found = fgraph.known.get(loops)
    if found is None:
        there = any(isinstance(node.op, Scan) for node in fgraph.apply_nodes)
        found = [node for node in fgraph.toposort() if isinstance(node.op, Scan)] if there else []
        fgraph.known[loops] = found
    return list(found)


def inside_first(function):
    """Decorate a rewrite of loops so that it runs on nested loops first."""

    @functools.wraps(function)
    def apply(fgraph):
        for node in loops(fgraph):
            op = node.op
            if not any(isinstance(inner.op, Scan) for inner in io_toposort(op.inputs, op.outputs)):
                continue
            step = FunctionGraph(op.inputs, op.outputs)
            before = set(step.apply_nodes)
            apply(step)
            if step.apply_nodes != before:
                new = Scan(step.inputs, step.outputs, op.info).make_node(*node.inputs)
                replace_node(fgraph, node, new, function.__name__)
        function(fgraph)

    return apply


def replace_node(fgraph, old, new, reason, validate=False):
    """Replace a node by another, which inherits its names and trace."""
    copy_stack_trace(old.outputs, new.outputs)
    new.trace = old.trace
    for a, b in zip(old.outputs, new.outputs):
        b.name = a.name
    replace = fgraph.replace_all_validate if validate else fgraph.replace_all
    replace(list(zip(old.outputs, new.outputs)), reason)
