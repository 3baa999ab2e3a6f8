"""Check that every in-place operation is legal at its place in the schedule.

An op's ``destroy_map`` says which inputs it overwrites, its ``view_map`` which inputs its outputs alias. Variables that
alias each other have one *root*, the variable that owns the memory. A graph is sound if

(a) no root is overwritten twice, and none that is a constant or protected;
(b) no output of the graph aliases memory that is overwritten on the way;
(c) every other reader of the memory can run before it is overwritten: no cycle comes about if each reader must precede
    the node that destroys;
(d) a node that overwrites an input reads that memory through no other input, unless its op allows it.

Every change of the graph is noted; ``validate`` looks only at the nodes touched since it last succeeded, and at what
they can affect. The order in (c) is maintained incrementally (:mod:`.order`).
"""

from ..errors import InconsistencyError
from .features import Feature
from .order import Order
from .variable import Constant


class DestroyHandler(Feature):
    """A feature that refuses graphs that read overwritten memory, and orders the nodes of all others.

    Parameters
    ----------
    protected : collection of Variable, optional
        Variables that must keep their values; none by default: constants and what is tagged ``indestructible`` do.

    Notes
    -----
    An op may have ``destroyhandler_tolerate_same``, pairs ``(destroyed input, other input)`` that may be
    the same variable, and ``destroyhandler_tolerate_aliased``, pairs that may share memory in any way.
    """

    def __init__(self, protected=()):
        self.protected = protected
        self.fgraph = None

    # ------------------------------------------------------------- following the graph

    def on_attach(self, fgraph):
        if self.fgraph is not None:
            raise ValueError("a DestroyHandler serves one FunctionGraph")
        if any(isinstance(f, DestroyHandler) for f in fgraph._features):
            raise ValueError("the FunctionGraph has a DestroyHandler already")
        self.fgraph = fgraph
        self._protected = set(self.protected)
        self._source = {}
        self._views = {}
        self._root = {}
        self._destroyers = {}
        self._touched = {}
        self._order = Order(self._after, self._before)
        fgraph.destroy_handler = self
        fgraph.destroyers = self.destroyers
        fgraph.has_destroyers = self.has_destroyers
        # a graph under construction already has inputs and outputs, but imports its nodes after attaching features
        for node in fgraph.toposort() if fgraph.apply_nodes else ():
            self._order.append(node)
            self._take_in(node)

    def on_detach(self, fgraph):
        del fgraph.destroy_handler, fgraph.destroyers, fgraph.has_destroyers
        self.fgraph = None

    def on_import(self, fgraph, node, reason=None):
        self._order.insert(node, {v.owner for v in node.inputs if v.owner in self._order})
        self._take_in(node)

    def _take_in(self, node):
        try:
            for output, source in _views(node):
                self._link(node.outputs[output], node.inputs[source])
            for i in _destroyed(node):
                self._destroyers.setdefault(self.root(node.inputs[i]), {}).setdefault(node, []).append(i)
        except IndexError:
            op, nin, nout = node.op, len(node.inputs), len(node.outputs)
            raise IndexError(
                f"{type(op).__name__} has view_map {op.view_map} and destroy_map {op.destroy_map}, which should map "
                f"its {nout} outputs to lists of its {nin} inputs, by number from 0"
            ) from None
        if node.op.destroy_map or self._destroyers:
            self._touched[node] = None

    def on_prune(self, fgraph, node, reason=None):
        self._order.remove(node)
        for i in _destroyed(node):
            self._forget_destroyer(self.root(node.inputs[i]), node)
        for output, source in _views(node):
            self._unlink(node.outputs[output], node.inputs[source])
        self._touched.pop(node, None)

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        if node == "output":
            for destroyer in self._destroyers.get(self.root(new), ()):
                self._touched[destroyer] = None
            return
        if i in _destroyed(node):
            self._forget_destroyer(self.root(old), node, i)
            self._destroyers.setdefault(self.root(new), {}).setdefault(node, []).append(i)
        moved = [node.outputs[output] for output, source in _views(node) if source == i]
        for v in moved:
            destroying = self._take_destroyers(v)
            self._unlink(v, old)
            self._link(v, new)
            self._give_destroyers(v, destroying)
        self._touched[node] = None

    def _link(self, view, source):
        self._source[view] = source
        self._views.setdefault(source, {})[view] = None
        root = self.root(source)
        for v in self.impact(view):
            self._root[v] = root

    def _unlink(self, view, source):
        del self._source[view]
        self._views[source].pop(view)
        if not self._views[source]:
            del self._views[source]
        for v in self.impact(view):
            if v is view:
                self._root.pop(v)
            else:
                self._root[v] = view

    def _forget_destroyer(self, root, node, i=None):
        nodes = self._destroyers.get(root)
        if nodes is None or node not in nodes:
            return
        if i in nodes[node]:
            nodes[node].remove(i)
        if i is None or not nodes[node]:
            del nodes[node]
        if not nodes:
            del self._destroyers[root]

    def _take_destroyers(self, view):
        """Remove the destroyers that overwrite memory through `view`, whose root is about to change."""
        root, taken = self.root(view), []
        if root in self._destroyers:
            impact = set(self.impact(view))
            for node, indices in list(self._destroyers[root].items()):
                for i in list(indices):
                    if node.inputs[i] in impact:
                        self._forget_destroyer(root, node, i)
                        taken.append((node, i))
        return taken

    def _give_destroyers(self, view, taken):
        root = self.root(view)
        for node, i in taken:
            self._destroyers.setdefault(root, {}).setdefault(node, []).append(i)
        for node in self._destroyers.get(root, ()):
            self._touched[node] = None

    # ------------------------------------------------------------- shared memory

    def root(self, v):
        """Return the variable that owns the memory of `v`."""
        return self._root.get(v, v)

    def impact(self, v):
        """Return `v` and all views of it, each after the variable that it views."""
        found = [v]
        for w in found:
            found.extend(self._views.get(w, ()))
        return found

    def destroyers(self, v):
        """Return the nodes that overwrite the memory of `v`."""
        return list(self._destroyers.get(self.root(v), ()))

    def has_destroyers(self, variables):
        """Return True if some node overwrites the memory of any of `variables`."""
        return any(self.root(v) in self._destroyers for v in variables)

    def _readers(self, root):
        clients = self.fgraph.clients
        return [client for v in self.impact(root) for client in clients(v)]

    def _after(self, node):
        """Yield the nodes that must follow `node`: those that read its outputs or overwrite its inputs."""
        clients = self.fgraph.clients
        for v in node.outputs:
            for client, _ in clients(v):
                if client != "output":
                    yield client
        if self._destroyers:
            for v in node.inputs:
                for destroyer in self._destroyers.get(self.root(v), ()):
                    if destroyer is not node:
                        yield destroyer

    def _before(self, node):
        """Yield the nodes that must precede `node`."""
        for v in node.inputs:
            if v.owner is not None:
                yield v.owner
        for i in _destroyed(node):
            for reader, _ in self._readers(self.root(node.inputs[i])):
                if reader != "output" and reader is not node:
                    yield reader

    # ------------------------------------------------------------- questions

    def validate(self, fgraph):
        """Check the changes since the last success.

        Raises
        ------
        InconsistencyError
            If memory would be read after it was overwritten.
        """
        if not self._destroyers:
            # touched nodes are kept: they must be ordered once something is overwritten
            return
        for node in self._touched:
            for i in _destroyed(node):
                self._check_destroyed(node, i)
            for first in self._before(node):
                self._precede(first, node)
            for v in node.inputs:
                for destroyer in self._destroyers.get(self.root(v), ()):
                    if destroyer is not node:
                        self._precede(node, destroyer)
        self._touched.clear()

    def _precede(self, first, second):
        if not self._order.add_edge(first, second):
            raise InconsistencyError(f"Dependency cycle: {first} would have to be both before and after {second}")

    def _check_destroyed(self, node, i):
        v = node.inputs[i]
        root = self.root(v)
        if len(self._destroyers[root]) > 1:
            raise InconsistencyError(f"Multiple destroyers of {root}: {', '.join(map(str, self._destroyers[root]))}")
        if isinstance(root, Constant) or getattr(root.tag, "indestructible", False):
            raise InconsistencyError(f"Attempting to destroy indestructible variables: {root}, by {node}")
        if root in self._protected:
            raise InconsistencyError(f"Trying to destroy a protected variable: {root}, by {node}")
        same = {j for k, j in getattr(node.op, "destroyhandler_tolerate_same", ()) if k == i}
        aliased = {j for k, j in getattr(node.op, "destroyhandler_tolerate_aliased", ()) if k == i}
        for j, w in enumerate(node.inputs):
            if j == i or j in aliased or (w is v and j in same):
                continue
            if self.root(w) is root:
                raise InconsistencyError(f"Input aliasing: {node} overwrites input {i} and reads it as input {j}")
        for reader, k in self._readers(root):
            if reader == "output":
                raise InconsistencyError(f"Output {k} of the graph shares the memory of {root}, overwritten by {node}")

    def orderings(self, fgraph):
        """Return, for each node that overwrites memory, the readers that must precede it."""
        demands = {}
        for root, nodes in self._destroyers.items():
            readers = list(dict.fromkeys(r for r, _ in self._readers(root) if r != "output"))
            for node in nodes:
                # two destroyers of one root must not wait for each other here; `validate` reports them
                demands.setdefault(node, []).extend(r for r in readers if r is not node and r not in nodes)
        return {node: before for node, before in demands.items() if before}


class Supervisor(Feature):
    """A feature that refuses graphs that overwrite a `protected` variable; it needs a DestroyHandler beside it."""

    def __init__(self, protected):
        self.protected = list(protected)

    def validate(self, fgraph):
        if not hasattr(fgraph, "destroyers"):
            return
        for v in self.protected:
            if fgraph.destroyers(v):
                raise InconsistencyError(f"Trying to destroy a protected Variable: {v}")


def _destroyed(node):
    """Return the indices of the inputs that a node overwrites."""
    if not node.op.destroy_map:
        return ()
    return [i for indices in node.op.destroy_map.values() for i in indices]


def _views(node):
    """Return pairs of an output of a node and the input that it aliases."""
    if not node.op.view_map:
        return ()
    pairs = []
    for output, sources in node.op.view_map.items():
        if len(sources) > 1:
            raise NotImplementedError(f"{node.op}: an output that is a view of several inputs")
        pairs.extend((output, i) for i in sources)
    return pairs
