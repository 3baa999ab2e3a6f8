"""Lowering of graphs with conditionals: steps that only one branch needs are skipped unless it is taken.

Each decision of the graph has a flag; nodes of one region follow a ``skip`` step that reads the flags, regions within
regions. A conditional itself copies nothing: its result is a view of the chosen value. Where that could be told from a
copy, the value is copied first, in the branch it belongs to.
"""

from ..graph.demand import ALWAYS, Decision, is_lazy, schedule
from ..graph.variable import Constant
from .copies import deep_copy_op
from .program import Step

_END = Step("end", (), (), {})


class Branches:
    """A writer of the steps between the nodes of a graph with conditionals.

    Parameters
    ----------
    program : Lowering
        Its ``fgraph`` is the graph.
    order : list of Apply
        The nodes of the graph, sorted.
    """

    def __init__(self, program, order):
        self.program = program
        self.items, self.demand = schedule(program.fgraph, order)
        self.flags = {}
        # the regions of the next step, the innermost last
        self.regions = {}
        self.copied = values_to_copy(program, order)

    def nodes(self, items):
        """Yield the nodes among `items` in order, adding the steps that lead to each."""
        for item in items:
            self._enter(self.demand.region(item))
            if isinstance(item, Decision):
                self._choose(item)
            else:
                yield item
        self._enter(None)

    def _choose(self, decision):
        # in its region it is computed only if needed
        guard = ALWAYS if self.regions else decision.guard
        flags, sides = self._flags(guard)
        flag = self.flags[decision] = self.program.temp("int8", ())
        self.program.step("choose", [self.program.slot(decision.condition), *flags], [flag], guard=sides)

    def _enter(self, region):
        """Enter this region, leaving others as necessary."""
        path = []
        while region is not None and region not in self.regions:
            path.append(region)
            region = self.demand.around(region)
        while self.regions and next(reversed(self.regions)) != region:
            self.regions.popitem()
            self._end()
        for inner in reversed(path):
            self._skip(inner if isinstance(inner, tuple) else (inner,))
            self.regions[inner] = None

    def _flags(self, guard):
        return [self.flags[side.decision] for side in guard], tuple([side.index for side in guard])

    def _skip(self, guard):
        flags, sides = self._flags(guard)
        self.program.step("skip", flags, [], guard=sides)

    def _end(self):
        self.program.steps.append(_END)

    def select(self, node):
        """Add the steps that compute a conditional."""
        program, decision = self.program, self.demand.decision[node]
        inputs = [self.flags[decision]]
        for side, positions in zip(decision.sides, node.op.branches(node)):
            copied = [i for i in positions if (node, i) in self.copied]
            if copied:
                self._skip((side,))
            inputs += [self._copy(node.inputs[i]) if i in copied else program.slot(node.inputs[i]) for i in positions]
            if copied:
                self._end()
        program.node_step("select", node, inputs)

    def _copy(self, v):
        program = self.program
        slot = program.slot(v)
        if program.dtype(v) != "object":
            return program.copy(slot)
        copy = deep_copy_op.make_node(v.type())
        new = program.object()
        program.step("python", [slot], [new], op=copy.op, node=copy)
        return new


def values_to_copy(program, order):
    """Return the inputs of conditionals, as pairs of node and position, that must be copied.

    A value may be passed on if neither it nor the conditional's result is overwritten later and the result stays in the
    function; or if nothing else reads the memory of the value; or if it is a shared variable and the result is its new
    value.
    """
    fgraph, storage = program.fgraph, program.storage
    leaving = {}
    for i, v in enumerate(fgraph.outputs):
        target = fgraph.update_mapping.get(i)
        root = storage.root(v)
        # a shared variable keeps its memory only if the conditional is its new value and has no other client
        stays = target is not None and root is v and root not in leaving
        leaving[root] = {fgraph.inputs[target]} if stays else set()
    copied = set()
    for node in reversed(order):
        if not is_lazy(node):
            continue
        for positions in node.op.branches(node):
            for k, i in enumerate(positions):
                v, result = node.inputs[i], node.outputs[k]
                kept = set() if storage.is_overwritten(result) else leaving.get(result)
                if kept is None and not storage.is_overwritten(v):
                    continue
                inner = owned_memory(fgraph, storage, v)
                if inner is not None and kept is not None:
                    if is_lazy(inner.owner):
                        leaving[inner] = kept if inner is v else set()
                elif kept is None or v not in kept or storage.is_overwritten(v):
                    copied.add((node, i))
    return copied


def owned_memory(fgraph, storage, v):
    """Return the owner of the memory of `v` if it is only read on the way to the single client of `v`, else None."""
    chain = list(storage.chain(v))
    if chain[-1].owner is None or isinstance(chain[-1], Constant):
        return None
    return chain[-1] if all(len(fgraph.clients(w)) == 1 for w in chain) else None


def resolved(steps):
    """Replace the end of each skipped part, a step of kind "end", by the number of steps to skip."""
    found, starts = [], []
    for step in steps:
        if step.kind == "skip":
            starts.append(len(found))
        elif step.kind == "end":
            start = starts.pop()
            n = len(found) - start - 1
            if n:
                found[start] = found[start]._replace(params={**found[start].params, "steps": n})
            else:
                del found[start]
            continue
        found.append(step)
    return found


def marked(steps):
    """Invert :func:`resolved`."""
    found, ends = [], []
    for i, step in enumerate(steps):
        while ends and ends[-1] == i:
            ends.pop()
            found.append(_END)
        if step.kind == "skip":
            ends.append(i + 1 + step.params["steps"])
        found.append(step)
    return found + [_END] * len(ends)
