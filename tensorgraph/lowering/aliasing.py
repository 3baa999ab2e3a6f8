"""Aliases among variables, and the copies that keep a function's results separate from everything else."""

from ..graph.destroy import DestroyHandler
from ..graph.fgraph import FunctionGraph
from ..graph.traverse import clone_get_equiv
from ..graph.variable import Constant
from .copies import deep_copy_op


class Storage:
    """The memory behind each variable of a graph.

    Parameters
    ----------
    order : list of Apply
        The nodes, sorted.
    """

    def __init__(self, order):
        self._source = source = {}
        self._root = roots = {}
        self._overwriters = {}
        for node in order:
            op = node.op
            for mapping, destroys in (op.view_map, False), (op.destroy_map, True):
                for i, sources in mapping.items() if mapping else ():
                    for j in sources:
                        v = node.inputs[j]
                        if destroys:
                            self._overwriters.setdefault(roots.get(v, v), []).append(node)
                    if sources:
                        v = node.inputs[sources[0]]
                        source[node.outputs[i]] = v
                        roots[node.outputs[i]] = roots.get(v, v)

    def root(self, v):
        """Return the variable that owns the memory of `v`."""
        return self._root.get(v, v)

    def chain(self, v):
        """Yield `v`, the variable that it views or overwrites, and so on down to the root."""
        source = self._source
        yield v
        while v in source:
            v = source[v]
            yield v

    def is_overwritten(self, v):
        """Return True if a node overwrites the memory of `v` after `v` was computed."""
        nodes = self._overwriters.get(self.root(v))
        if not nodes:
            return False
        below = set(self.chain(v))
        return any(not below.intersection(node.outputs) for node in nodes)

    def is_in_place(self, v, root):
        """Return True if `v` is `root` overwritten: every step between them overwrites all of it."""
        for w in self.chain(v):
            if w is root:
                return True
            if not w.owner.op.destroy_map.get(w.index):
                return False
        return False


def spare_old_values(fgraph):
    """Give out copies of arrays that are updated, so that the updates may overwrite them."""
    ends = fgraph.ends
    for i, borrowed in enumerate(ends.borrowed if ends.updated else ()):
        v = fgraph.outputs[i]
        if v in ends.updated and getattr(v.type, "ndim", 0) and not borrowed:
            fgraph.change_input("output", i, deep_copy_op(v), "spare_old_values")


def insert_deepcopy(fgraph):
    """Copy each output and update of a function that would alias something else."""
    borrowed, updated, shared, lent = fgraph.ends
    storage = Storage(fgraph.toposort())
    inputs = set(fgraph.inputs)
    taken = set()
    n = len(borrowed)
    replaced = {v for v, new in zip(updated, fgraph.outputs[n:]) if v in shared and storage.root(new) is not v}
    # updates first: they may keep memory that is overwritten in place
    for i in [*range(n, len(fgraph.outputs)), *range(n)]:
        v = fgraph.outputs[i]
        root = storage.root(v)
        if i >= n:
            target = updated[i - n]
            if v is target or root is target and storage.is_in_place(v, target) and not storage.is_overwritten(v):
                taken.add(root)
                continue
            if v in replaced and v not in taken and target in shared and not storage.is_overwritten(v):
                taken.add(root)
                continue
        elif borrowed[i] and (root not in inputs or root in lent) and not storage.is_overwritten(v):
            continue
        if root in taken or root in inputs or isinstance(root, Constant) or storage.is_overwritten(v):
            new = deep_copy_op(v)
            new.owner.trace = v.where_made
            new.name = v.name
            fgraph.change_input("output", i, new, "insert_deepcopy")
        else:
            taken.add(root)


def without_updates(fgraph, n):
    """Return a copy of a graph with its first `n` outputs only, which leaves its inputs unchanged."""
    memo = clone_get_equiv(fgraph.inputs, fgraph.outputs[:n])
    new = FunctionGraph([memo[v] for v in fgraph.inputs], [memo[v] for v in fgraph.outputs[:n]], clone=False)
    handle_destroys(new)
    order = new.toposort()
    storage = Storage(order)
    inputs = set(new.inputs)
    for node in order:
        for sources in node.op.destroy_map.values():
            for j in sources:
                v = node.inputs[j]
                views = (w.owner is None or not w.owner.op.destroy_map.get(w.index) for w in storage.chain(v))
                if storage.root(v) in inputs and all(views):
                    new.change_input(node, j, deep_copy_op(v), "without_updates")
    return new


def handle_destroys(fgraph):
    """Order every reader of memory before the node that overwrites it."""
    if not hasattr(fgraph, "destroy_handler") and any(node.op.destroy_map for node in fgraph.apply_nodes):
        fgraph.attach_feature(DestroyHandler())
