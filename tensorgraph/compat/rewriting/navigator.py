"""Navigators: passes that apply local optimizers along a graph, by op, or until nothing changes."""

from collections import deque

from ...config import config
from ...errors import AlreadyThere, InconsistencyError
from ...graph.features import Feature, NodeFinder
from ...graph.traverse import io_toposort
from ...rewriting.failures import logger, report
from .local import LocalOptGroup, TrackIndex, graph_of_nodes, replace_outputs
from .optimizer import Optimizer


class Updater(Feature):
    """A feature that calls functions when nodes are imported and pruned."""

    def __init__(self, importer, pruner, chin, name=None):
        self.importer, self.pruner, self.chin, self.name = importer, pruner, chin, name

    def on_import(self, fgraph, node, reason=None):
        if self.importer:
            self.importer(node)

    def on_prune(self, fgraph, node, reason=None):
        if self.pruner:
            self.pruner(node)

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        if self.chin:
            self.chin(node, i, old, new, reason)


class NavigatorOptimizer(Optimizer):
    """A pass that applies a local optimizer to nodes; a subclass's ``apply`` chooses them.

    Parameters
    ----------
    local_opt : LocalOptimizer or None
    ignore_newtrees : bool or "auto"
        Whether to leave alone what a replacement brings in; "auto" asks ``local_opt.reentrant``.
    failure_callback : callable, optional
        ``failure_callback(error, self, replacements, local_opt, node)``; without it errors are raised.
    """

    def __init__(self, local_opt, ignore_newtrees="auto", failure_callback=None):
        self.local_opt = local_opt
        if ignore_newtrees == "auto":
            ignore_newtrees = not getattr(local_opt, "reentrant", True)
        self.ignore_newtrees = ignore_newtrees
        self.failure_callback = failure_callback

    @staticmethod
    def warn(exc, nav, repl_pairs, local_opt, node):
        """Handle a failure as ``config.on_opt_error`` says."""
        report(exc, f"Optimization failure due to: {local_opt}\nnode: {node}")

    @staticmethod
    def warn_inplace(exc, nav, repl_pairs, local_opt, node):
        """Handle a failure as :meth:`warn` does, except that an inconsistent graph is none."""
        if not isinstance(exc, InconsistencyError):
            NavigatorOptimizer.warn(exc, nav, repl_pairs, local_opt, node)

    @staticmethod
    def warn_ignore(exc, nav, repl_pairs, local_opt, node):
        """Ignore a failure."""

    def attach_updater(self, fgraph, importer, pruner, chin=None, name=None):
        """Attach a feature that calls functions when nodes come and go; return it for :meth:`detach_updater`."""
        if self.ignore_newtrees:
            importer = None
        if importer is None and pruner is None:
            return None
        updater = Updater(importer, pruner, chin, name)
        fgraph.attach_feature(updater)
        return updater

    def detach_updater(self, fgraph, u):
        """Undo :meth:`attach_updater`."""
        if u is not None:
            fgraph.remove_feature(u)

    def process_node(self, fgraph, node, lopt=None):
        """Try a local optimizer on a node; return True if it changed something."""
        lopt = self.local_opt if lopt is None else lopt
        try:
            with graph_of_nodes(fgraph):
                return replace_outputs(fgraph, node, lopt, lopt.transform(node))
        except Exception as error:
            if self.failure_callback is None:
                raise
            self.failure_callback(error, self, [(v, None) for v in node.outputs], lopt, node)
            return False

    def add_requirements(self, fgraph):
        super().add_requirements(fgraph)
        if self.local_opt is not None:
            self.local_opt.add_requirements(fgraph)

    def parts(self):
        return [] if self.local_opt is None else [self.local_opt]


class TopoOptimizer(NavigatorOptimizer):
    """A navigator that tries a local optimizer on each node once, in order, and on the nodes it adds.

    Parameters
    ----------
    local_opt, ignore_newtrees, failure_callback
        As for :class:`NavigatorOptimizer`.
    order : {"in_to_out", "out_to_in"}
    name : str, optional
    """

    def __init__(self, local_opt, order="in_to_out", ignore_newtrees=False, failure_callback=None, name=None):
        if order not in ("out_to_in", "in_to_out"):
            raise ValueError("order must be 'out_to_in' or 'in_to_out'")
        super().__init__(local_opt, ignore_newtrees, failure_callback)
        self.order = order
        if name:
            self.name = name

    def apply(self, fgraph, start_from=None):
        queue = deque(io_toposort(fgraph.inputs, fgraph.outputs if start_from is None else start_from))
        current = None

        def importer(node):
            if node is not current:
                queue.append(node)

        updater = self.attach_updater(fgraph, importer, None, name=getattr(self, "name", None))
        take = queue.popleft if self.order == "in_to_out" else queue.pop
        try:
            while queue:
                current = take()
                if current in fgraph.apply_nodes:
                    self.process_node(fgraph, current)
        finally:
            self.detach_updater(fgraph, updater)

    def __str__(self):
        return getattr(self, "name", None) or f"TopoOptimizer({self.local_opt})"


def _topo(order, local_opts, options):
    name = options.get("name")
    if not local_opts:
        raise TypeError("give at least one local optimizer")
    # a single one keeps its name
    local_opt = local_opts[0] if len(local_opts) == 1 else LocalOptGroup(*local_opts)
    if len(local_opts) > 1 and name:
        local_opt.__name__ = name
    return TopoOptimizer(
        local_opt,
        order=order,
        failure_callback=options.get("failure_callback", TopoOptimizer.warn_inplace),
        **{key: value for key, value in options.items() if key != "failure_callback"},
    )


def out2in(*local_opts, **kwargs):
    """Return the :class:`TopoOptimizer` of local optimizers from outputs to inputs; failures are reported."""
    return _topo("out_to_in", local_opts, kwargs)


def in2out(*local_opts, **kwargs):
    """Return the :class:`TopoOptimizer` of local optimizers from inputs to outputs; failures are reported."""
    return _topo("in_to_out", local_opts, kwargs)


class OpKeyOptimizer(NavigatorOptimizer):
    """A navigator that tries a local optimizer on the nodes of the op that its ``op_key`` names."""

    def __init__(self, local_opt, ignore_newtrees=False, failure_callback=None):
        if not hasattr(local_opt, "op_key"):
            raise TypeError("LocalOptimizer for OpKeyOptimizer must have an 'op_key' method.")
        super().__init__(local_opt, ignore_newtrees, failure_callback)

    def apply(self, fgraph):
        op = self.local_opt.op_key()
        ops = op if isinstance(op, (list, tuple)) else [op]
        queue = [node for op in ops for node in fgraph.get_nodes(op)]
        current = None

        def importer(node):
            if node is not current and node.op in ops:
                queue.append(node)

        updater = self.attach_updater(fgraph, importer, None, name=str(self.local_opt))
        try:
            while queue:
                current = queue.pop()
                if current in fgraph.apply_nodes:
                    self.process_node(fgraph, current)
        finally:
            self.detach_updater(fgraph, updater)

    def add_requirements(self, fgraph):
        super().add_requirements(fgraph)
        fgraph.attach_feature(NodeFinder())


class ChangeTracker(Feature):
    """A feature that tells if a graph changed since the last ``reset``, available as ``fgraph.change_tracker``."""

    def __init__(self):
        self.changed = False
        self.nb_imported = 0

    def on_import(self, fgraph, node, reason=None):
        self.nb_imported += 1
        self.changed = True

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        self.changed = True

    def reset(self):
        """Forget all changes so far."""
        self.changed = False

    def on_attach(self, fgraph):
        if hasattr(fgraph, "change_tracker"):
            raise AlreadyThere("the graph has a ChangeTracker")
        fgraph.change_tracker = self

    def on_detach(self, fgraph):
        del fgraph.change_tracker


class EquilibriumOptimizer(NavigatorOptimizer):
    """A navigator that applies optimizers and local optimizers until none changes anything.

    Parameters
    ----------
    optimizers : list of Optimizer and LocalOptimizer
        Optimizers of whole graphs run at the beginning of each round.
    failure_callback : callable, optional
    ignore_newtrees : bool
        Whether a round leaves alone what its replacements bring in.
    tracks_on_change_inputs : bool
        Whether a node is tried again in the same round when one of its inputs changed.
    max_use_ratio : float
        An optimizer may be used this often for each node of the graph; then the search ends with an error report.
    final_optimizers, cleanup_optimizers : list of Optimizer, optional
        What runs at the end of each round, and after each optimizer that changed something.
    """

    def __init__(
        self,
        optimizers,
        failure_callback=None,
        ignore_newtrees=True,
        tracks_on_change_inputs=False,
        max_use_ratio=None,
        final_optimizers=None,
        cleanup_optimizers=None,
    ):
        super().__init__(None, ignore_newtrees, failure_callback)
        self.tracks_on_change_inputs = tracks_on_change_inputs
        self.max_use_ratio = config.optdb.max_use_ratio if max_use_ratio is None else max_use_ratio
        self.local_optimizers = [opt for opt in optimizers if hasattr(opt, "transform")]
        self.global_optimizers = [opt for opt in optimizers if not hasattr(opt, "transform")]
        self.final_optimizers = list(final_optimizers or ())
        self.cleanup_optimizers = list(cleanup_optimizers or ())
        self._index = TrackIndex(self.local_optimizers)

    def get_local_optimizers(self):
        """Return the local optimizers."""
        return list(self.local_optimizers)

    def parts(self):
        return self.local_optimizers + self.global_optimizers + self.final_optimizers + self.cleanup_optimizers

    def add_requirements(self, fgraph):
        super().add_requirements(fgraph)
        for opt in self.parts():
            opt.add_requirements(fgraph)

    def apply(self, fgraph, start_from=None):
        tracker = ChangeTracker()
        fgraph.attach_feature(tracker)
        tracker = fgraph.change_tracker
        uses = {}
        size = len(fgraph.apply_nodes)
        try:
            changed = True
            while changed:
                changed = self._run_whole(self.global_optimizers, fgraph, tracker, uses)
                size = max(size, len(fgraph.apply_nodes))
                limit = max(1, size * self.max_use_ratio)
                changed |= self._run_local(fgraph, start_from, uses, limit, tracker)
                changed |= self._run_whole(self.final_optimizers, fgraph, tracker, uses)
                worn_out = [str(opt) for opt, n in uses.items() if n > limit]
                if worn_out:
                    message = (
                        f"EquilibriumOptimizer max'ed out by '{', '.join(worn_out)}'. You can safely raise the current "
                        f"threshold of {self.max_use_ratio:f} with the theano flag 'optdb.max_use_ratio'."
                    )
                    if config.on_opt_error == "raise":
                        raise AssertionError(message)
                    if config.on_opt_error != "ignore":
                        logger.error(message)
                    break
        finally:
            fgraph.remove_feature(tracker)

    @staticmethod
    def _run_whole(optimizers, fgraph, tracker, uses):
        any_changed = False
        for opt in optimizers:
            tracker.reset()
            opt.apply(fgraph)
            if tracker.changed:
                uses[opt] = uses.get(opt, 0) + 1
                any_changed = True
        return any_changed

    def _run_local(self, fgraph, start_from, uses, limit, tracker):
        queue = deque(io_toposort(fgraph.inputs, fgraph.outputs if start_from is None else start_from))
        current = None
        any_changed = False

        def importer(node):
            if node is not current:
                queue.append(node)

        def chin(node, i, old, new, reason):
            if node is not current and node != "output":
                queue.append(node)

        updater = self.attach_updater(
            fgraph, importer, None, chin if self.tracks_on_change_inputs else None, name=getattr(self, "name", None)
        )
        try:
            while queue:
                current = queue.pop()
                if current not in fgraph.apply_nodes:
                    continue
                for opt in self._index.of(current.op):
                    # this one exceeded its limit; the others continue
                    if uses.get(opt, 0) > limit or not self.process_node(fgraph, current, opt):
                        continue
                    uses[opt] = uses.get(opt, 0) + 1
                    any_changed = True
                    self._run_whole(self.cleanup_optimizers, fgraph, tracker, uses)
                    if current not in fgraph.apply_nodes:
                        break
        finally:
            self.detach_updater(fgraph, updater)
        return any_changed
