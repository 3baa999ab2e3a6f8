"""A graph with ends, that knows the clients of its variables and lets itself be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

from ..config import config
from ..errors import AlreadyThere, BadReplacement, InconsistencyError
from .clients import Clients, Known
from .disconnected import NullType
from .features import Changes, callback
from .messages.missing import missing_input
from .nested import as_string
from .traverse import clone as clone_graph
from .traverse import clone_get_equiv, io_toposort
from .variable import Constant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Literal

    from .apply import Apply
    from .ends import Ends
    from .variable import Variable

    _Pairs = Iterable[tuple[Variable, Variable]]


class FunctionGraph:
    """The graph between `inputs` and `outputs`.

    Parameters
    ----------
    inputs, outputs : list of Variable
        Its ends; everything else that `outputs` need must be constant.
    features : list, optional
        Objects that are told of each change (``tensorgraph.graph.features``).
    clone : bool
        Work on a copy, so that the user's graph stays as it is.

    Raises
    ------
    MissingInputError
        If an output depends on a variable that is neither an input nor a constant.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> g = theano.FunctionGraph([x], [T.exp(T.exp(x))])
    >>> len(g.apply_nodes), [str(node.op) for node in g.toposort()]
    (2, ['Elemwise{exp,no_inplace}', 'Elemwise{exp,no_inplace}'])
    """

    inputs: list[Any]
    outputs: list[Any]
    apply_nodes: set[Apply]
    name: str | None = None  # of the function that was compiled from it
    shapes: Any = None  # what is known of lengths: a ShapeFeature, while one is attached
    ends: Ends | None = None  # what the function does with the ends, if it is the graph of one
    derived_outputs: frozenset[int] = frozenset()  # positions of what depends on a gradient, as a pass found them
    gradients: frozenset[Variable] | set[Variable] = frozenset()  # results of ``grad``, as a pass found them
    mutable_inputs: set[Variable] | None = None  # what may be overwritten; None: inputs that are updated

    def __init__(
        self, inputs: Sequence[Variable], outputs: Sequence[Variable], features: Iterable[Any] | None = None,
        clone: bool = True
    ) -> None:
        if clone:
            inputs, outputs = clone_graph(inputs, outputs)
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self._features = []
        self._callbacks = {}
        self._clients = {}
        self._input_set = set(self.inputs)
        self.apply_nodes = set()
        self._order = None
        self.update_mapping = {}  # from outputs to the inputs whose new values they are, by position
        self.known = {}  # facts that passes found about the graph; a change clears them
        for v in self.inputs:
            if v.owner is not None:
                raise ValueError(f"the input {v} of a FunctionGraph is computed by {v.owner.op}")
            self._clients[v] = Clients()
            v._input_of = ref(self)
        for feature in features or ():
            self.attach_feature(feature)
        for node in io_toposort(self.inputs, self.outputs):
            self._import_node(node, "init")
        for i, v in enumerate(self.outputs):
            self._import_variable(v, ("output", i), "init")

    # ------------------------------------------------------------- variables and nodes

    @property
    def variables(self) -> set[Any]:
        """The set of all variables of the graph."""
        return set(self._clients)

    def clients(self, v: Variable) -> Clients:
        """Return the ``Clients`` of `v`: ``(node, input index)``, the graph's outputs as ``("output", index)``."""
        found = self._clients.get(v)
        return Clients() if found is None else found

    def takes_none(self, v: Variable) -> bool:
        """Return True if nothing reads `v`, or only operations that take None in its place."""
        return all(node != "output" and i in node.op.optional for node, i in self.clients(v))

    def owner_of(self, v: Variable) -> Apply | None:
        """Return the node that computes a variable, or None."""
        return v.owner

    def __contains__(self, item: object) -> bool:
        return item in self._clients or item in self.apply_nodes

    def _import_node(self, node, reason):
        """Import a node whose inputs' owners are in the graph already."""
        if node in self.apply_nodes:
            return
        for i, v in enumerate(node.inputs):
            if v not in self._clients:
                if v.owner is None and not isinstance(v, Constant):
                    raise missing_input(v, node, i)
                self._clients[v] = Clients()
            self._clients[v][node, i] = None
        self.apply_nodes.add(node)
        node.fgraph = self
        for v in node.outputs:
            self._clients.setdefault(v, Clients())
        self._order = None
        self._notify("on_import", node, reason)

    def _import_variable(self, v, client, reason):
        """Make `client` read `v`, importing the nodes that compute it."""
        if v not in self._clients:
            if v.owner is None:
                if not isinstance(v, Constant):
                    if isinstance(v.type, NullType):
                        raise TypeError(f"Computation graph contains a NaN. {v.type.why_null}")
                    if client[0] == "output":
                        raise missing_input(v)
                    raise missing_input(v, *client)
                self._clients[v] = Clients()
            else:
                known = self._clients
                # nodes that are in the graph have all their outputs there, so the walk ends at them
                is_last = all(map(known.__contains__, v.owner.inputs))
                for node in (v.owner,) if is_last else io_toposort(Known(known), [v]):
                    self._import_node(node, reason)
        self._clients[v][client] = None

    def _remove_client(self, v, client, reason):
        """Remove `client` from the clients of `v`, and prune nodes that have no client left."""
        pending = [(v, client)]
        while pending:
            v, client = pending.pop()
            clients = self._clients[v]
            clients.pop(client, None)
            if clients:
                continue
            node = v.owner
            if node is None:
                if v not in self._input_set:
                    del self._clients[v]
            elif node in self.apply_nodes and not any(self._clients[o] for o in node.outputs):
                self.apply_nodes.discard(node)
                del node.fgraph
                for o in node.outputs:
                    del self._clients[o]
                self._order = None
                self._notify("on_prune", node, reason)
                pending.extend((w, (node, i)) for i, w in enumerate(node.inputs))

    # ------------------------------------------------------------- changes

    def change_input(self, node: Apply | Literal["output"], i: int, new: Variable, reason: Any = None) -> None:
        """Set input `i` of `node` (or output `i` if node is ``"output"``) to the variable `new`."""
        if node == "output":
            old = self.outputs[i]
        else:
            old = node.inputs[i]
        if old is new:
            return
        if old.type != new.type:
            raise BadReplacement(old, new, reason=reason)
        self._import_variable(new, (node, i), reason)
        if node == "output":
            self.outputs[i] = new
        else:
            node.inputs[i] = new
        self._order = None
        self.known.clear()
        self._notify("on_change_input", node, i, old, new, reason)
        self._remove_client(old, (node, i), reason)

    def replace(self, v: Variable, new: Variable, reason: Any = None, verbose: bool | None = None) -> None:
        """Make every client of `v` read `new` instead; print it if `verbose`, by default ``config.optimizer_verbose``.

        Raises
        ------
        TypeError
            If `new` does not convert to the type of `v`.
        """
        if v not in self._clients:
            return
        if v.type != new.type:
            try:
                new = v.type.filter_variable(new, allow_convert=True)
            except TypeError:
                raise BadReplacement(v, new, reason=reason) from None
        if new is v:
            return
        if config.optimizer_verbose if verbose is None else verbose:
            print(reason, v, new)
        for node, i in list(self._clients[v]):
            # the previous change may have removed a client
            if node == "output" or node in self.apply_nodes:
                if (self.outputs[i] if node == "output" else node.inputs[i]) is v:
                    self.change_input(node, i, new, reason)

    def replace_all(self, pairs: _Pairs, reason: Any = None) -> None:
        """Replace the first variable of each pair by the second."""
        for v, new in pairs:
            self.replace(v, new, reason)

    def replace_all_validate_remove(
        self, pairs: _Pairs, remove: Iterable[Apply], reason: Any = None, warn: bool = True
    ) -> None:
        """Replace pairs as :meth:`replace_all_validate` does, and undo it if a variable of `remove` is still computed.

        Raises
        ------
        InconsistencyError
            Also if something still needs what was to go.
        """
        left = [v for v in remove if v.owner is not None]

        def check(fgraph):
            for v in left:
                if v.owner in fgraph.apply_nodes:
                    raise InconsistencyError(f"{reason}: {v.owner} was to be removed and is still needed")

        self._replace_checked(pairs, reason, check)

    def validate(self) -> None:
        """Ask every feature whether the graph is consistent.

        Raises
        ------
        InconsistencyError
            If a feature objects.
        """
        self._notify("validate")

    def consistent(self) -> bool:
        """Return True if :meth:`validate` raises nothing."""
        try:
            self.validate()
        except Exception:
            return False
        return True

    def replace_validate(self, v: Variable, new: Variable, reason: Any = None) -> None:
        """Replace a variable as :meth:`replace` does, and undo it if a feature objects."""
        self.replace_all_validate([(v, new)], reason)

    def replace_all_validate(self, pairs: _Pairs, reason: Any = None) -> None:
        """Replace pairs as :meth:`replace_all` does, and undo all of it if a feature objects."""
        self._replace_checked(pairs, reason, lambda fgraph: None)

    def _replace_checked(self, pairs, reason, check):
        history = Changes()
        self.attach_feature(history)
        start = history.checkpoint()
        try:
            self.replace_all(pairs, reason)
            self.validate()
            check(self)
        except Exception:
            history.revert(self, start)
            raise
        finally:
            self.remove_feature(history)

    # ------------------------------------------------------------- features

    def attach_feature(self, feature: Any) -> None:
        """Notify `feature` of every change from now on."""
        if feature in self._features:
            return
        attach = callback(feature, "on_attach")
        if attach is not None:
            try:
                attach(self)
            except AlreadyThere:
                return
        self._features.append(feature)
        self._callbacks.clear()
        if callback(feature, "orderings"):
            self._order = None

    def remove_feature(self, feature: Any) -> None:
        """Stop notifying `feature`."""
        if feature not in self._features:
            return
        self._features.remove(feature)
        self._callbacks.clear()
        if callback(feature, "orderings"):
            self._order = None
        detach = callback(feature, "on_detach")
        if detach is not None:
            detach(self)

    def _notify(self, name, *args):
        listeners = self._callbacks.get(name)
        if listeners is None:
            found = (callback(f, name) for f in self._features)
            listeners = self._callbacks[name] = [f for f in found if f is not None]
        for listener in listeners:
            listener(self, *args)

    # ------------------------------------------------------------- order and checks

    def orderings(self) -> dict[Apply, list[Any]]:
        """Return the merged orderings of the features: for each node, further nodes that must precede it."""
        merged = {}
        for feature in self._features:
            if callback(feature, "orderings"):
                for node, before in feature.orderings(self).items():
                    merged.setdefault(node, []).extend(before)
        return merged

    def toposort(self) -> list[Apply]:
        """Return the nodes in topological order."""
        if self._order is None:
            self._order = io_toposort(self.inputs, self.outputs, self.orderings())
        return list(self._order)

    def check_integrity(self) -> None:
        """Verify the clients, the nodes and the ends against each other.

        Raises
        ------
        InconsistencyError
            If something does not fit.
        """
        nodes = set(io_toposort(self.inputs, self.outputs))
        if nodes != self.apply_nodes:
            raise InconsistencyError(
                f"nodes that are wrong: missing {nodes - self.apply_nodes}, too many {self.apply_nodes - nodes}"
            )
        expected = {}
        for node in nodes:
            for v in node.outputs:
                expected.setdefault(v, set())
            for i, v in enumerate(node.inputs):
                expected.setdefault(v, set()).add((node, i))
        for i, v in enumerate(self.outputs):
            expected.setdefault(v, set()).add(("output", i))
        for v in self.inputs:
            expected.setdefault(v, set())
        if set(expected) != set(self._clients):
            raise InconsistencyError("the set of variables is wrong")
        for v, clients in expected.items():
            if clients != set(self._clients[v]) or len(clients) != len(self._clients[v]):
                raise InconsistencyError(f"the clients of {v} are wrong")
            if v.owner is None and not isinstance(v, Constant) and v not in self._input_set:
                raise InconsistencyError(f"Undeclared input: {v}")

    def clone(self, check_integrity: bool = True) -> FunctionGraph:
        """Return a copy of the graph, without features."""
        return self.clone_get_equiv(check_integrity)[0]

    def clone_get_equiv(
        self, check_integrity: bool = True, attach_feature: bool = True
    ) -> tuple[FunctionGraph, dict[Any, Any]]:
        """Return a copy of the graph and a dict from each variable and node to its copy."""
        memo = clone_get_equiv(self.inputs, self.outputs)
        new = FunctionGraph([memo[v] for v in self.inputs], [memo[v] for v in self.outputs], clone=False)
        return new, memo

    def __str__(self) -> str:
        return f"[{', '.join(as_string(self.inputs, self.outputs))}]"

    def __repr__(self):
        return str(self)

    def __getstate__(self):
        return {"inputs": self.inputs, "outputs": self.outputs}

    def __setstate__(self, state):
        self.__init__(state["inputs"], state["outputs"], clone=False)
