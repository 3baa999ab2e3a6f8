"""Lowering of a rewritten graph to a program: one small function per class of operations adds the steps.

A module ``lower_<topic>`` registers its functions with :func:`lowers`. A function gets the :class:`Lowering` and the
node, adds steps and returns True; if it returns anything else, and for every class without a function, the node becomes
a Python step that calls ``op.perform``. A class that overrides ``perform`` does not inherit its base's function.
"""

import itertools
from typing import NamedTuple

from ..graph.apply import Apply
from ..graph.demand import is_lazy
from ..graph.messages.called import node_text
from ..graph.op import Op
from ..graph.perform import makes_thunk, performing
from ..graph.variable import Constant
from ..rewriting import pipeline
from ..rewriting.failures import skip
from .aliasing import Storage
from .branches import Branches, resolved
from .copies import DeepCopyOp, ViewOp
from .fusion import LoopGraph
from .program import Program, Slot, Step
from .usercode import calls_user_code

_lowerings = {}


def lowers(*classes):
    """Register the lowering function of some classes of operations."""

    def register(function):
        for cls in classes:
            _lowerings[cls] = function
        return function

    return register


def lowering_for(cls):
    """Return the function that lowers a class of operations, or None."""
    if cls in _lowerings:
        return _lowerings[cls]
    found = None
    for base in cls.__mro__[1:]:
        if base in _lowerings:
            if base.perform is cls.perform:
                found = _lowerings[base]
            break
    return found


class Lowering:
    """A program under construction.

    Parameters
    ----------
    fgraph : FunctionGraph or LoopGraph
    shared : set of Variable
        Those inputs of the graph that live between calls.
    watch : callable, optional
    mode : Mode, optional
    use_kernels : bool
    optional : collection of Variable
        As for :func:`lower`.
    """

    def __init__(self, fgraph, shared, watch=None, mode=None, use_kernels=True, optional=()):
        self.fgraph = fgraph
        self.watch = watch
        self.use_kernels = use_kernels
        self.mode = mode
        self.slots = []
        self.steps = []
        self.slot_of = {}
        self.number = -1
        self.factors = {}  # the slots of the factors of matrices, by the slot of the matrix
        self._storage = None
        self._branches = None
        for v in fgraph.inputs:
            # a slot without a type holds any object
            self.slot_of[v] = self._add(None if v in optional else v.type, "shared" if v in shared else "input")

    def nodes(self, shared=()):
        """Yield the nodes of the graph in order of execution; steps may be added between two of them.

        Parameters
        ----------
        shared : collection of Variable
            The inputs over which nodes write as late as possible.
        """
        items, orderings = self.fgraph.toposort(), self.fgraph.orderings()
        branches = self._branches = Branches(self, items) if any(map(is_lazy, items)) else None
        if branches is not None:
            items = branches.items
        if shared and any(node.op.destroy_map for node in items if isinstance(node, Apply)):

            def before(item):
                needed = self._needs(item) if branches is None else branches.demand.before(item)
                return itertools.chain(needed, orderings.get(item, ()))

            items = order_of_execution(items, shared, self.storage, before)
        return items if branches is None else branches.nodes(items)

    def _needs(self, node):
        """Return the nodes whose results a node reads."""
        return [self.fgraph.owner_of(v) for v in node.inputs if v.owner is not None]

    def node(self, node):
        """Add the steps that compute a node."""
        if self._branches is not None and is_lazy(node):
            self._branches.select(node)
            return
        function = lowering_for(type(node.op)) if self.use_kernels else None
        known = len(self.steps)
        try:
            is_done = function is not None and function(self, node) is True
        except Exception as error:
            del self.steps[known:]
            skip(error, "lowering to kernels", node)
            is_done = False
        if not is_done:
            self.python(node)

    def inline(self, fgraph, given):
        """Add the steps that compute another graph.

        Parameters
        ----------
        fgraph : FunctionGraph
        given : list of int
            The slots of its inputs.

        Returns
        -------
        list of int
            The slots of its outputs.
        """
        outer = self.fgraph, self._storage, self._branches, self.slot_of, self.factors
        # the same graph may come again, on other slots, and where the steps around it may be skipped
        self.fgraph, self._storage, self.slot_of, self.factors = fgraph, None, dict(zip(fgraph.inputs, given)), {}
        try:
            for node in self.nodes():
                self.node(node)
            return [self.slot(v) for v in fgraph.outputs]
        finally:
            self.fgraph, self._storage, self._branches, self.slot_of, self.factors = outer

    @property
    def storage(self):
        """The aliases among the variables of the graph."""
        if self._storage is None:
            self._storage = Storage(self.fgraph.toposort())
        return self._storage

    @property
    def has_branches(self):
        """True if steps of this graph may be skipped, so that no other step may rely on them."""
        return self._branches is not None

    def _add(self, type_, kind, value=None):
        dtype = getattr(type_, "dtype", None)
        pattern = getattr(type_, "broadcastable", ())
        if not isinstance(dtype, str) or not getattr(type_, "is_dense", True):
            self.slots.append(Slot(kind, "object", 0, (), value))
        else:
            self.slots.append(Slot(kind, dtype, len(pattern), tuple(pattern), value))
        return len(self.slots) - 1

    def slot(self, v):
        """Return the slot that holds the value of `v`."""
        found = self.slot_of.get(v)
        if found is None:
            if not isinstance(v, Constant):
                raise KeyError(f"{v} is read before it is computed")
            found = self.slot_of[v] = self._add(v.type, "const", v.data)
        return found

    def out(self, v):
        """Return a new slot for the output `v` of a node."""
        found = self.slot_of[v] = self._add(v.type, "temp")
        return found

    def temp(self, dtype, broadcastable):
        """Return a slot for an array without a variable."""
        self.slots.append(Slot("temp", dtype, len(broadcastable), tuple(broadcastable)))
        return len(self.slots) - 1

    def object(self):
        """Return a slot for an object without a variable."""
        self.slots.append(Slot("temp", "object", 0, ()))
        return len(self.slots) - 1

    def const(self, array):
        """Return a slot for a constant array."""
        self.slots.append(Slot("const", str(array.dtype), array.ndim, tuple(n == 1 for n in array.shape), array))
        return len(self.slots) - 1

    def dtype(self, v):
        """Return the dtype of the slot of `v`, "object" if it is no array."""
        return self.slots[self.slot(v)].dtype

    def step(self, kind, inputs, outputs, inplace=None, /, **params):
        """Add a step that reads and writes slots."""
        self.steps.append(Step(kind, tuple(inputs), tuple(outputs), params, inplace or {}, self.number))

    def node_step(self, kind, node, inputs=None, inplace=None, /, **params):
        """Add the step that computes all outputs of `node` from its inputs (or from other slots)."""
        inputs = [self.slot(v) for v in node.inputs] if inputs is None else inputs
        self.step(kind, inputs, [self.out(v) for v in node.outputs], inplace, **params)
        return True

    def copy(self, slot):
        """Return a slot with a copy of another one."""
        old = self.slots[slot]
        if old.dtype == "object":
            raise TypeError(f"slot {slot} holds no array")
        new = self.temp(old.dtype, old.broadcastable)
        self.step("copy", [slot], [new])
        return new

    def python(self, node, **params):
        """Add the step that calls ``op.perform``."""
        op = node.op
        if hasattr(op, "c_code") and type(op).perform is Op.perform and not makes_thunk(op):
            raise NotImplementedError(
                f"{type(op).__name__} has c_code and no perform: no C code is compiled here. Give it a method "
                f"perform(self, node, inputs, output_storage). The node is {node_text(node)}"
            )
        inplace = {i: sources[0] for i, sources in op.destroy_map.items() if sources}
        runs = performing(op)
        if self.watch is not None:
            runs = self.watch(runs, self.number, node)
        if calls_user_code(op):
            params.update(user=True, watched=not op.destroy_map)
        elif getattr(runs, "calls_user_code", False):
            params["user"] = True
        self.node_step("python", node, None, inplace, op=runs, node=detached(node), **params)


def detached(node):
    """Return a node of the same op and types outside of any graph, for ``op.perform`` to see."""
    inputs = [v if isinstance(v, Constant) else v.type.make_variable(v.name) for v in node.inputs]
    new = Apply(node.op, inputs, [v.type.make_variable(v.name) for v in node.outputs])
    new.trace = node.trace
    if hasattr(node.op, "on_detach"):
        node.op.on_detach(node, new)
    return new


def order_of_execution(items, shared, storage, before):
    """Return the sorted items with those that overwrite shared memory, and their dependents, moved to the end.

    Parameters
    ----------
    items : list
        Nodes, and what else takes a place among them.
    shared : set of Variable
    storage : Storage
    before : callable
        Gives what must come before an item.
    """
    late = set()
    early_items, late_items = [], []
    for item in items:
        is_late = any(other in late for other in before(item))
        if not is_late and isinstance(item, Apply):
            destroyed = (item.inputs[j] for sources in item.op.destroy_map.values() for j in sources)
            is_late = any(storage.root(v) in shared for v in destroyed)
        if is_late:
            late.add(item)
            late_items.append(item)
        else:
            early_items.append(item)
    return early_items + late_items


class Lowered(NamedTuple):
    """A program, and how it belongs to its graph.

    Attributes
    ----------
    program : Program
        Its first slots are the inputs of the graph. ``step.node`` is a position in ``fgraph.toposort()``.
    reads : list of tuple of int
        For each of these nodes the slots of its inputs, -1 where a step needs none.
    members : dict
        From the position of a node that stands for a loop to the positions of all nodes that the loop computes.
    """

    program: Program
    reads: list
    members: dict


def lower(fgraph, shared, n, use_kernels=True, watch=None, mode=None, optional=()):
    """Return the :class:`Lowered` program that computes a graph.

    Parameters
    ----------
    fgraph : FunctionGraph
        Its first `n` outputs are what a call returns, the others the new values of those inputs that
        ``fgraph.update_mapping`` names.
    shared : set of Variable
        The inputs that live between calls.
    n : int
    use_kernels : bool
        Whether steps may be anything but Python steps.
    watch : callable, optional
        ``watch(op, position, node)`` gives what performs instead of an op.
    mode : Mode, optional
        In which graphs inside operations are compiled; what it selects makes loops of several nodes.
    optional : collection of Variable
        Inputs that may be None.
    """
    graph = LoopGraph(fgraph)
    if mode is not None and use_kernels and watch is None:
        pipeline.prepare(graph, mode)
    program = Lowering(graph, shared, watch, mode, use_kernels, optional)
    order = fgraph.toposort()
    position = {node: i for i, node in enumerate(order)}
    members = {}
    for node in program.nodes(shared):
        places = [position[old] for old in graph.members.get(node, (node,))]
        # a loop goes by the last of its nodes
        program.number = places[-1]
        if len(places) > 1:
            members[places[-1]] = places
        program.node(node)
    program.number = -1
    reads = [tuple([program.slot_of.get(v, -1) for v in node.inputs]) for node in order]
    outputs = tuple(program.slot(v) for v in fgraph.outputs[:n])
    mapping = fgraph.update_mapping
    updates = tuple((mapping[i], program.slot(fgraph.outputs[i])) for i in range(n, len(fgraph.outputs)))
    updates = tuple((old, new) for old, new in updates if old != new)
    steps = resolved(needed(program.steps, {*outputs, *(new for _, new in updates)}))
    return Lowered(Program(tuple(program.slots), tuple(steps), outputs, updates), reads, members)


_FREE_OF_ERRORS = frozenset(("alloc", "arange", "dimshuffle", "eye", "make_vector", "shape", "shape_i"))


def needed(steps, read):
    """Return the steps without those that only make a shape or index which its reader takes in another form.

    These are of a few kinds, or have the parameter ``spare``.

    Parameters
    ----------
    steps : list of Step
    read : set of int
        The slots that must have a value in the end; it is extended.
    """
    kept = []
    for step in reversed(steps):
        spare = step.kind in _FREE_OF_ERRORS or "spare" in step.params
        if not spare or not read.isdisjoint(step.outputs):
            read.update(step.inputs)
            kept.append(step)
    return kept[::-1]


@lowers(DeepCopyOp)
def lower_deep_copy(program, node):
    if program.dtype(node.inputs[0]) == "object":
        return False
    return program.node_step("copy", node)


@lowers(ViewOp)
def lower_view(program, node):
    program.slot_of[node.outputs[0]] = program.slot(node.inputs[0])
    return True
