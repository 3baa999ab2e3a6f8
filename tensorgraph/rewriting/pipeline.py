"""The table of all rewrites: position, name, pass, tags. Positions, names and tags are Theano's."""

from importlib import import_module
from time import perf_counter

from ..config import config
from ..graph.recent import Recent
from ..graph.trace import made_at
from .equilibrium import Equilibrium
from .failures import skip
from .labels import FOLDING, warn_of_unknown
from .query import PREDEFINED, USERS, as_query, stage_rules
from .rules import load

ROOT = __package__.partition(".")[0]
BOTH = ("fast_compile", "fast_run")
RUN = ("fast_run",)
SCAN = ("fast_run", "scan")
FIRST, LAST = float("-inf"), float("inf")  # before and behind all that a program registers


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
    folding = folding and not query.exclude & FOLDING
    key = name, query.include, query.require, query.exclude, folding, whole
    found = _equilibria.get(key)
    if found is None:
        load()
        found = _equilibria[key] = Equilibrium(stage_rules(name, query, whole), folding)
    return found


class Pass:
    """A pass given as a function of a graph, or of a graph and the query, imported on first use.

    Parameters
    ----------
    path : str
        ``"module:function"``, the module below this package's root, in whatever layer.
    *parts : str
        Names that the function looks for itself in the query.
    """

    __slots__ = ("path", "parts", "function", "takes_query")

    def __init__(self, path, *parts):
        self.path = path
        self.parts = parts
        self.function = None

    def load(self):
        """Import the function."""
        module, _, name = self.path.partition(":")
        self.function = getattr(import_module(f"{ROOT}.{module}"), name)
        self.takes_query = "query" in self.function.__code__.co_varnames[: self.function.__code__.co_argcount]

    def __call__(self, fgraph, query):
        if self.function is None:
            self.load()
        return self.function(fgraph, query) if self.takes_query else self.function(fgraph)


class FunctionPass(Pass):
    """A pass over the graph of every function, in all modes; other graphs have no ends to look after."""

    __slots__ = ()

    def __call__(self, fgraph, query):
        if fgraph.ends is not None:
            super().__call__(fgraph, query)


class LoopPass(Pass):
    """A pass over a graph as lowering sees it; it does nothing to the graph itself."""

    __slots__ = ()

    def __call__(self, fgraph, query):
        """Do nothing."""

    def on(self, subject, *args):
        """Return what the pass makes of a view of a graph, or of a program."""
        if self.function is None:
            self.load()
        return self.function(subject, *args)


class ProgramPass(LoopPass):
    """A pass over programs."""

    __slots__ = ()


class BindingPass(LoopPass):
    """A pass over programs for the processor that runs them: it is repeated wherever a program is loaded."""

    __slots__ = ()


def of_graphs(path, *parts):
    """Return a pass over graphs."""
    return Pass(f"rewriting.passes.{path}", *parts)


def of_loops(path):
    """Return a pass over graphs that rewrites their loops."""
    return Pass(f"scan.rewriting.{path}")


PUSH_OUT = ("scan_eqopt1", "all_pushout_opt")
PRODUCTS = (
    "local_dot_to_dot22", "local_dot22_to_dot22scalar", "local_gemm_to_gemv", "local_gemm_to_ger", "gemm_optimizer"
)
UNUSED = "remove_constants_and_unused_inputs_scan"

TABLE = [
    (FIRST, "spare_old_values", FunctionPass("lowering.aliasing:spare_old_values"), ()),
    (-0.02, "stable_gradients", of_graphs("stable_gradients:take_again"), RUN),
    (-0.015, "stable_loops", of_graphs("stable_gradients:stabilise_loops"), (*RUN, "scan")),
    (-0.01, "inline_ofg_expansion", of_graphs("inline:expand_inline"), BOTH),
    (0, "merge1", of_graphs("merge:merge"), (*BOTH, "merge")),
    (0.01, "scan_initial_states", of_loops("initial:fix_depths"), BOTH),
    (0.02, "scan_rows_apart", of_loops("rowsapart:take_apart"), SCAN),
    (0.05, "scanOp_remove_constants_and_unused_inputs0", of_loops("simplify:simplify"), (*SCAN, UNUSED, *PUSH_OUT)),
    (0.05, "scanOp_pushout_nonseqs_ops", of_loops("pushout:push_out_invariants"), (*SCAN, *PUSH_OUT)),
    (0.05, "scanOp_pushout_seqs_ops", of_loops("pushout:push_out_sequences"), (*SCAN, *PUSH_OUT)),
    (0.05, "scan_pushout_dot1", of_loops("accumulations:push_out_sums"), (*SCAN, "more_mem", *PUSH_OUT)),
    (0.05, "scanOp_pushout_output", of_loops("results:push_out_results"), (*SCAN, "more_mem", *PUSH_OUT)),
    (0.1, "ShapeOpt", of_graphs("shape:attach_shapes"), BOTH),
    (0.5, "local_remove_all_assert", of_graphs("asserts:remove_all"), ("unsafe",)),
    (0.5, "local_set_to_inc_rows", of_graphs("repeatedrows:add_each"), ()),
    (0.6, "useless", Stage("useless"), BOTH),
    (0.7, "cond_merge_ifs1", of_graphs("ifelse:merge_nested"), (*BOTH, "ifelse", "cond_merge_ifs")),
    (1, "canonicalize", Stage("canonicalize", partly=("fast_compile",)), (*RUN, "canonicalize_db")),
    (1.5, "stabilize", Stage("stabilize"), RUN),
    (1.6, "local_log_sum_exp", Stage("log_sum_exp", folding=False), RUN),
    (1.6, "scanOp_remove_constants_and_unused_inputs1", of_loops("simplify:simplify"), (*SCAN, UNUSED, "scan_eqopt2")),
    (1.6, "scanOp_merge", of_loops("merge:merge_loops"), (*SCAN, "scan_eqopt2")),
    (1.6, "scanop_remove_constants_and_unused_inputs2", of_loops("simplify:simplify"), (*SCAN, UNUSED, "scan_eqopt2")),
    (1.6, "scanOp_merge_inouts", of_loops("simplify:merge_equal"), (*SCAN, "scan_merge_inouts", "scan_eqopt2")),
    (1.6, "scanOp_remove_constants_and_unused_inputs3", of_loops("simplify:simplify"), (*SCAN, UNUSED, "scan_eqopt2")),
    (1.61, "scanOp_save_mem", of_loops("memory:save_memory"), SCAN),
    (1.65, "unread_zeros", of_graphs("unread:keep_zeros"), RUN),
    (1.655, "plain_in_range", of_graphs("inrange:choose_copies"), RUN),
    (1.66, "scan_handover", of_loops("handover:hand_over"), SCAN),
    (1.7, "BlasOpt", of_graphs("blas:fold_products", *PRODUCTS), RUN),
    (2, "specialize", Stage("specialize"), RUN),
    (2.5, "cond_merge_ifs2", of_graphs("ifelse:merge_nested"), (*RUN, "ifelse", "cond_merge_ifs")),
    (3, "uncanonicalize", Stage("uncanonicalize"), RUN),
    (3, "scanOp_remove_constants_and_unused_inputs4", of_loops("simplify:simplify"), (*SCAN, UNUSED)),
    (3.5, "roots_of_sums", of_graphs("rootsums:choose_roots"), RUN),
    (3.5, "gammas_of_large_numbers", of_graphs("gammas:choose_series"), RUN),
    (3.6, "row_factors", of_graphs("rowfactors:join_factors"), RUN),
    (10, "UnShapeOpt", of_graphs("shape:detach_shapes"), BOTH),
    (48.6, "conv_opts", Stage("conv_opts", folding=False), (*BOTH, "specialize_device")),
    (48.6, "batchnorm_opts", Stage("batchnorm_opts", folding=False), (*BOTH, "specialize_device")),
    (49, "merge2", of_graphs("merge:merge"), (*RUN, "merge")),
    (49, "elemwise_fusion", of_graphs("fusion:fuse"), (*RUN, "fusion", "local_elemwise_fusion")),
    (49.5, "add_destroy_handler", of_graphs("inplace:add_destroy_handler"), (*RUN, "inplace")),
    (60, "local_inplace_setsubtensor", of_graphs("inplace:subtensor_inplace"), (*RUN, "inplace")),
    (60, "local_inplace_sparse_block_gemv", of_graphs("inplace:block_gemv_inplace"), (*RUN, "inplace")),
    (60, "local_inplace_sparse_block_outer", of_graphs("inplace:block_outer_inplace"), (*RUN, "inplace")),
    (70, "InplaceBlasOpt", of_graphs("inplace:blas_inplace"), (*RUN, "inplace", "blas_opt_inplace")),
    (
        75,
        "inplace_elemwise_opt",
        of_graphs("inplace:elemwise_inplace"),
        (*RUN, "inplace", "inplace_elemwise_optimizer", "inplace_opt"),
    ),
    (75, "scanOp_make_inplace", of_loops("memory:make_inplace"), (*SCAN, "inplace")),
    (95, "cond_make_inplace", of_graphs("ifelse:make_inplace"), (*RUN, "inplace", "ifelse")),
    (99, "random_make_inplace", of_graphs("inplace:random_inplace"), (*RUN, "inplace")),
    (99, "random_make_inplace_mrg", of_graphs("inplace:mrg_inplace"), (*RUN, "inplace")),
    (LAST, "order_destroyers", FunctionPass("lowering.aliasing:handle_destroys"), ()),
    (LAST, "insert_deepcopy", FunctionPass("lowering.aliasing:insert_deepcopy"), ()),
    (LAST, "loops", LoopPass("lowering.fusion:fuse_loops"), (*RUN, "fusion", "local_elemwise_fusion")),
    # here the graph becomes a program
    (LAST, "scaled_puts", ProgramPass("lowering.passes.scaledputs:scale_puts"), ()),
    (LAST, "subtracted_puts", ProgramPass("lowering.passes.subtractedputs:subtract_puts"), ()),
    (LAST, "padded_loops", ProgramPass("lowering.passes.paddedloops:pad_loops"), ()),
    (LAST, "row_blocks", ProgramPass("lowering.passes.rowblocks:block_rows"), ()),
    (LAST, "triangle_copies", ProgramPass("lowering.passes.trianglecopies:copy_triangles"), ()),
    (LAST, "user_code_first", ProgramPass("lowering.usercode:user_code_first"), ()),
    (LAST, "numbers", BindingPass("lowering.passes.numbers:join_numbers"), ()),
    (LAST, "segments", BindingPass("lowering.passes.segments:add_segments"), ()),
]


def import_passes():
    """Import the passes and index the default rules ahead of the first graph."""
    load()
    for _, _, function, _ in TABLE:
        if isinstance(function, Pass):
            function.load()
        elif isinstance(function, Stage):
            equilibrium(function.name, PREDEFINED["fast_run"], function.folding)


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


class PassRecord:
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


def _run_if_selected(run, fgraph, query, entry):
    """Run a pass that a query selects, or the part of it that it does."""
    _, name, function, tags = entry
    if tags is None or query.selects(name, tags):
        run(function, fgraph, query, entry)
    elif getattr(function, "partly", ()) and query.selects(name, (*tags, *function.partly)):
        run(function, fgraph, query, entry, whole=False)


def rewrite(fgraph, mode, record=None):
    """Run on `fgraph` the passes that `mode` (a Mode, Query, name, or None for none) selects.

    A :class:`PassRecord` notes what they do.
    """
    run = _run if record is None else record.run
    query = as_query(mode)
    if hasattr(query, "optimize"):
        query = PREDEFINED["None"].register((query, 0))
    warn_of_unknown(query, TABLE)
    cutoff = config.optdb.position_cutoff if query.position_cutoff is None else query.position_cutoff
    # nodes that a pass creates get the trace of the nodes they replace; until then any trace will do, if it is cheap
    place = next((v.where_made for v in fgraph.outputs if v.where_made is not None), None)
    try:
        with made_at(place):
            for entry in entries(query):
                position, name, function, tags = entry
                if isinstance(function, FunctionPass):
                    run(function, fgraph, query, entry)
                elif position < cutoff:
                    try:
                        _run_if_selected(run, fgraph, query, entry)
                    except Exception as error:
                        # each replacement leaves a valid graph
                        skip(error, f"pass {name}")
    finally:
        fgraph.known.clear()
        if fgraph.shapes is not None:
            fgraph.remove_feature(fgraph.shapes)
    return fgraph


def prepare(graph, mode):
    """Run on a :class:`~tensorgraph.lowering.fusion.LoopGraph` the passes that `mode` selects for it."""
    query = as_query(mode)
    if not hasattr(query, "selects"):
        return
    for _, name, function, tags in TABLE:
        if type(function) is LoopPass and query.selects(name, tags):
            function.on(graph, query)


def finish(program):
    """Return `program` after the passes over programs."""
    return _after(ProgramPass, program)


def bind(program):
    """Return `program` as the machine runs it here."""
    return _after(BindingPass, program)


def _after(kind, program):
    for _, _, function, _ in TABLE:
        if isinstance(function, kind):
            program = function.on(program)
    return program


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
