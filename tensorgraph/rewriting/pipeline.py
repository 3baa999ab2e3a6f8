"""The table of all rewrites: position, name, pass, tags. Positions, names and tags are Theano's."""

from importlib import import_module
from time import perf_counter

from ..config import config
from ..graph.recent import Recent
from ..graph.trace import made_at
from .equilibrium import Equilibrium
from .rules import load
from .selection import PREDEFINED, USERS, as_query, stage_rules

BOTH = ("fast_compile", "fast_run")
RUN = ("fast_run",)


class Stage:
    """The pass that applies the rules of a stage until none applies."""

    __slots__ = ("name", "folding", "partly")

    def __init__(self, name, folding=True, partly=()):
        self.name = name
        self.folding = folding
        self.partly = partly  # tags that limit a query to the rules it names

    def __call__(self, fgraph, query, whole=True):
        found = equilibrium(self.name, query, self.folding and whole, whole)
        for rule in found.users:
            rule.add_requirements(fgraph)
        return found.apply(fgraph)


_equilibria = Recent(128)  # up to eight for each query


def equilibrium(name, query, folding, whole=True):
    """Return the pass of a stage, or of some of its rules, for a query; it is cached with its index of rules."""
    folding = folding and not query.exclude & {"constant_folding", "topo_constant_folding"}
    key = name, query.include, query.require, query.exclude, folding, whole
    found = _equilibria.get(key)
    if found is None:
        load()
        found = _equilibria[key] = Equilibrium(stage_rules(name, query, whole), folding)
    return found


def simple(module, function, with_query=False, whole_query=False):
    """Return a pass that calls a function of the graph, imported on first use."""

    def apply(fgraph, query):
        run = getattr(import_module(f"{__package__}.passes.{module}"), function)
        if whole_query:
            return run(fgraph, query)
        if with_query:
            run(fgraph, query.exclude)
        else:
            run(fgraph)
        return None

    return apply


class Later:
    """A pass that a layer above this one provides; it does nothing until then."""

    __slots__ = ("function",)

    def __init__(self):
        self.function = None

    def __call__(self, fgraph, query):
        if self.function is not None:
            self.function(fgraph)


def of_loops(position, name, *tags):
    """Return the entry of a rewrite of loops, which :func:`fill` completes."""
    return position, name, Later(), (*RUN, "scan", *tags)


PUSH_OUT = ("scan_eqopt1", "all_pushout_opt")
UNUSED = "remove_constants_and_unused_inputs_scan"

TABLE = [
    (-0.02, "stable_gradients", simple("stable_gradients", "take_again", whole_query=True), RUN),
    (-0.015, "stable_loops", simple("stable_gradients", "stabilise_loops", whole_query=True), (*RUN, "scan")),
    (-0.01, "inline_ofg_expansion", simple("inline", "expand_inline"), BOTH),
    (0, "merge1", simple("merge", "merge"), (*BOTH, "merge")),
    (0.01, "scan_initial_states", Later(), (*BOTH, "scan")),
    of_loops(0.05, "scanOp_remove_constants_and_unused_inputs0", UNUSED, *PUSH_OUT),
    of_loops(0.05, "scanOp_pushout_nonseqs_ops", *PUSH_OUT),
    of_loops(0.05, "scanOp_pushout_seqs_ops", *PUSH_OUT),
    of_loops(0.05, "scan_pushout_dot1", "more_mem", *PUSH_OUT),
    of_loops(0.05, "scanOp_pushout_output", "more_mem", *PUSH_OUT),
    (0.1, "ShapeOpt", simple("shape", "attach_shapes"), BOTH),
    (0.5, "local_remove_all_assert", simple("asserts", "remove_all"), ("unsafe",)),
    (0.5, "local_set_to_inc_rows", simple("repeatedrows", "add_each"), ()),
    (0.6, "useless", Stage("useless"), BOTH),
    (0.7, "cond_merge_ifs1", simple("ifelse", "merge_nested"), (*BOTH, "ifelse", "cond_merge_ifs")),
    (1, "canonicalize", Stage("canonicalize", partly=("fast_compile",)), (*RUN, "canonicalize_db")),
    (1.5, "stabilize", Stage("stabilize"), RUN),
    (1.6, "local_log_sum_exp", Stage("log_sum_exp", folding=False), RUN),
    of_loops(1.6, "scanOp_remove_constants_and_unused_inputs1", UNUSED, "scan_eqopt2"),
    of_loops(1.6, "scanOp_merge", "scan_eqopt2"),
    of_loops(1.6, "scanop_remove_constants_and_unused_inputs2", UNUSED, "scan_eqopt2"),
    of_loops(1.6, "scanOp_merge_inouts", "scan_merge_inouts", "scan_eqopt2"),
    of_loops(1.6, "scanOp_remove_constants_and_unused_inputs3", UNUSED, "scan_eqopt2"),
    of_loops(1.61, "scanOp_save_mem"),
    (1.7, "BlasOpt", simple("blas", "fold_products", with_query=True), RUN),
    (2, "specialize", Stage("specialize"), RUN),
    (2.5, "cond_merge_ifs2", simple("ifelse", "merge_nested"), (*RUN, "ifelse", "cond_merge_ifs")),
    (3, "uncanonicalize", Stage("uncanonicalize"), RUN),
    (10, "UnShapeOpt", simple("shape", "detach_shapes"), BOTH),
    (48.6, "conv_opts", Stage("conv_opts", folding=False), (*BOTH, "specialize_device")),
    (48.6, "batchnorm_opts", Stage("batchnorm_opts", folding=False), (*BOTH, "specialize_device")),
    (49, "merge2", simple("merge", "merge"), (*RUN, "merge")),
    (49, "elemwise_fusion", simple("fusion", "fuse"), (*RUN, "fusion", "local_elemwise_fusion")),
    (49.5, "add_destroy_handler", simple("inplace", "add_destroy_handler"), (*RUN, "inplace")),
    (60, "local_inplace_setsubtensor", simple("inplace", "subtensor_inplace"), (*RUN, "inplace")),
    (60, "local_inplace_sparse_block_gemv", simple("inplace", "block_gemv_inplace"), (*RUN, "inplace")),
    (60, "local_inplace_sparse_block_outer", simple("inplace", "block_outer_inplace"), (*RUN, "inplace")),
    (70, "InplaceBlasOpt", simple("inplace", "blas_inplace"), (*RUN, "inplace", "blas_opt_inplace")),
    (
        75,
        "inplace_elemwise_opt",
        simple("inplace", "elemwise_inplace"),
        (*RUN, "inplace", "inplace_elemwise_optimizer", "inplace_opt"),
    ),
    of_loops(75, "scanOp_make_inplace", "inplace"),
    (95, "cond_make_inplace", simple("ifelse", "make_inplace"), (*RUN, "inplace", "ifelse")),
    (99, "random_make_inplace", simple("inplace", "random_inplace"), (*RUN, "inplace")),
    (99, "random_make_inplace_mrg", simple("inplace", "mrg_inplace"), (*RUN, "inplace")),
]


def import_passes():
    """Import the passes and index the default rules ahead of the first graph."""
    load()
    for module in ("blas", "constants", "fusion", "ifelse", "inline", "inplace", "merge", "shape", "stable_gradients"):
        import_module(f"{__package__}.passes.{module}")
    import_module(f"{__package__}.equilibrium")
    for _, _, function, _ in TABLE:
        if isinstance(function, Stage):
            equilibrium(function.name, PREDEFINED["fast_run"], function.folding)


def fill(name, function):
    """Provide the function of a pass that was left to a layer above: ``function(fgraph)``."""
    (entry,) = [entry for entry in TABLE if entry[1] == name]
    entry[2].function = function


def forget():
    """Forget the indices of rules after a stage changed."""
    _equilibria.clear()


def add_rule(stage, rule, *tags):
    """Add a rule of a layer above, or of a program, to a stage, for the modes that select one of its tags."""
    rule.tags.update((*tags, stage))
    USERS.setdefault(stage, {})[rule.name] = rule
    forget()


def drop_rule(stage, name):
    """Undo :func:`add_rule`."""
    del USERS[stage][name]
    forget()


def register(position, name, function, *tags):
    """Add a pass to the table: ``function(fgraph, query)`` runs at `position`."""
    TABLE.append((position, name, function, tags))
    TABLE.sort(key=lambda entry: entry[0])


def entries(query):
    """Return the table merged with a query's own optimizers, in order."""
    if not query.extra_optimizations:
        return list(TABLE)
    extra = [
        (position, str(opt), lambda fgraph, query, opt=opt: opt.optimize(fgraph), None)
        for opt, position in query.extra_optimizations
    ]
    return sorted([*TABLE, *extra], key=lambda entry: entry[0])


def _run(function, fgraph, query, entry, **options):
    function(fgraph, query, **options)


class Record:
    """A record of what the passes do to a graph, for profiles.

    Attributes
    ----------
    passes : list of tuple
        The name, the seconds, the numbers of nodes before and after, the position, and how often which rule was used.
    """

    def __init__(self):
        self.passes = []

    def run(self, function, fgraph, query, entry, **options):
        """Run a pass and record it."""
        position, name, _, _ = entry
        before, begin = len(fgraph.apply_nodes), perf_counter()
        applied = function(fgraph, query, **options)
        spent = perf_counter() - begin
        self.passes.append((name, spent, before, len(fgraph.apply_nodes), position, applied or {}))


def rewrite(fgraph, mode, record=None):
    """Run on `fgraph` the passes that `mode` (a Mode, Query, name, or None for none) selects.

    A :class:`Record` notes what they do.
    """
    run = _run if record is None else record.run
    query = as_query(mode)
    if hasattr(query, "optimize"):
        query.optimize(fgraph)
        return fgraph
    if not query.include and not query.extra_optimizations:
        return fgraph
    cutoff = config.optdb.position_cutoff if query.position_cutoff is None else query.position_cutoff
    # nodes that a pass creates get the trace of the nodes they replace; until then any trace will do, if it is cheap
    place = next((v.where_made for v in fgraph.outputs if v.where_made is not None), None)
    try:
        with made_at(place):
            for entry in entries(query):
                position, name, function, tags = entry
                if position >= cutoff:
                    break
                if tags is None or query.selects(name, tags):
                    run(function, fgraph, query, entry)
                elif getattr(function, "partly", ()) and query.selects(name, (*tags, *function.partly)):
                    run(function, fgraph, query, entry, whole=False)
    finally:
        if hasattr(fgraph, "shape_feature"):
            fgraph.remove_feature(fgraph.shape_feature)
    return fgraph


class Selected:
    """The passes that a query selects from the table, or from one of its stages, as one rewriter of graphs.

    Parameters
    ----------
    query : Query
    stage : str, optional
    """

    def __init__(self, query, stage=None):
        self.query, self.stage = query, stage

    def optimize(self, fgraph):
        """Run the passes on `fgraph`."""
        if self.stage is None:
            rewrite(fgraph, self.query)
        else:
            stage = next(f for _, _, f, _ in TABLE if getattr(f, "name", None) == self.stage)
            stage(fgraph, self.query)

    apply = __call__ = optimize

    def __repr__(self):
        return f"{self.stage or 'optdb'} of {self.query}"
