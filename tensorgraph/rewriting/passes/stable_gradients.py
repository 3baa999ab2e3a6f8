"""Gradients retaken of the stable form of their cost.

``-(t * log(softmax(x))).sum()`` is finite where ``softmax(x)`` rounds to 0: the rules make ``logsoftmax`` of it. Its
gradient, built before any rule ran, contains ``t / softmax(x)`` and is 0 / 0. No set of patterns cancels that in every
spelling, so the order is reversed: the graph of the cost is canonicalised and stabilised first, and differentiated
then.

The invariant: a gradient of this graph is replaced only by the gradient of an equal cost, with respect to the same
variables and behind the same barriers; and only where a stabilising rule changed the cost, so that all other graphs
stay as their author wrote them. The cost is replaced by its stable form as well, so that both share their work.
"""

from ...errors import MissingInputError
from ...gradient.barriers import Passage
from ...graph.apply import Apply
from ...graph.disconnected import NullType
from ...graph.fgraph import FunctionGraph
from ...graph.traverse import ancestors, carry_derivations, clone_replace, io_toposort
from ...graph.variable import Constant
from ...tensor.creation.alloc import Alloc, AllocEmpty
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.advanced_subtensor import AdvancedSubtensor1
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ...tensor.nnet.conv.abstract import AbstractConv
from ...tensor.nnet.softmax import Softmax, SoftmaxWithBias
from ...tensor.products.dot import BatchedDot, Dot
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import Join
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import Shape, Shape_i
from ...tensor.signal.pool import Pool
from ...tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar
from ..logdomain.complements import squared
from ..logdomain.form import LIMITS
from ..logdomain.signs import is_below_zero
from ..logdomain.worth import SENSITIVE
from ..onevariable import Findings, may_cancel
from ..pipeline import PassRecord, rewrite
from ..query import RULES
from ..values import constant_value, is_op

NAME = "stable_gradients"
# passes for the copy of a cost: all up to the stabilising rules, except those that need the whole function
LAST = 1.605
# log(exp(x)) is x, and its literal gradient divides by exp(x); sqrt(x**2) is abs(x), sinh(x) / cosh(x) is tanh(x)
CANCELLING = frozenset(
    ("local_func_inv", "local_sqrt_sqr", "local_exp_quotient_to_tanh", "local_power_of_complement")
)
EXCLUDED = ("remove_gradient_barriers", "inline_ofg_expansion", "scan")
ARITHMETIC = frozenset((
    "add", "sub", "mul", "true_div", "inv", "neg", "sqr", "abs_", "sgn", "maximum", "minimum", "clip", "switch",
    "second", "identity", "Cast", "lt", "gt", "le", "ge", "eq", "neq",
))
DIVIDING = frozenset(("true_div", "inv"))
PLAIN = (
    DimShuffle, Sum, Dot, Reshape, Subtensor, IncSubtensor, AdvancedSubtensor1, Alloc, AllocEmpty, Shape, Shape_i,
    MakeVector, ScalarFromTensor, TensorFromScalar, Join, Rebroadcast, MaxAndArgmax, BatchedDot, AbstractConv, Pool,
)
# neither these nor their derivatives leave the range of numbers; their divisors may vanish
TAME = frozenset(("sigmoid", "tanh", "sin", "cos", "erf"))
# operations that leave the range of numbers
EXTREME = frozenset(name for name, signs in LIMITS.items() if any(signs))
_passage = Passage()


def take_again(fgraph, query):
    """Retake the gradients in `fgraph` whose cost has a more stable form.

    Returns
    -------
    dict
        How many gradients were replaced, by the name of the pass.
    """
    fgraph.derived_outputs = derived_outputs(fgraph)
    if not fgraph.derived_outputs:
        return {}
    groups = {}
    for node in reversed(fgraph.toposort()):
        for v in node.outputs:
            if v.derivation is not None:
                note, k = v.derivation
                groups.setdefault(note, {})[k] = v
    applied, fgraph.gradients = 0, set()
    barriers = Barriers(groups)
    # the outermost first: with the gradient of a gradient, the inner one often goes too
    for note, gradients in groups.items():
        barriers.pending.remove(note)
        gradients = {k: v for k, v in gradients.items() if v in fgraph}
        if gradients:
            taken = _take(fgraph, query, note.resolve(), gradients, barriers)
            applied += len(taken)
            fgraph.gradients.update({**gradients, **taken}.values())
    return {NAME: applied} if applied else {}


def derived_outputs(fgraph):
    """Return the positions of the outputs that depend on a gradient."""
    derived = set()
    for node in fgraph.toposort():
        if not derived.isdisjoint(node.inputs) or is_derived(node):
            derived.update(node.outputs)
    return frozenset(i for i, v in enumerate(fgraph.outputs) if v in derived)


def is_derived(node):
    """Return True if `node` computes a gradient, or one is in the graph inside of its op."""
    if any(v.derivation is not None for v in node.outputs):
        return True
    if not hasattr(node.op, "inner_graph"):
        return False
    outputs, _ = node.op.inner_graph(node)
    return any(map(is_derived, io_toposort([], outputs)))


def _take(fgraph, query, derivation, gradients, barriers):
    """Retake the `gradients` of one call of ``grad`` and return the new ones by position, none if they stay."""
    if derivation is None:
        return {}
    found = Retake(derivation, sorted(gradients)).run(query)
    if found is None:
        return {}
    starts, taken = found
    try:
        new = [(gradients[k], gradients[k].type.filter_variable(g)) for k, g in taken.items()]
        shared = [(v, w) for v, w in starts if v in fgraph and v.owner is not None and not barriers.bypassed(v, w)]
        new += [(v, v.type.filter_variable(w)) for v, w in shared]
        # gradients with other arguments stay as they were written
        known = set(fgraph.inputs)
        if any(v not in known and not isinstance(v, Constant) for v in _leaves([w for _, w in new])):
            return {}
    except (TypeError, MissingInputError):
        return {}
    for old, replacement in new:
        if replacement.name is None and replacement.owner is not None:
            replacement.name = old.name
        fgraph.replace(old, replacement, NAME)
    return {k: new for k, (_, new) in zip(taken, new)}


def _leaves(variables):
    return [v for v in ancestors(variables) if v.owner is None]


class Barriers:
    """The computed variables at which derivations end that are still to be taken again.

    Attributes
    ----------
    pending : list of Note
        Those derivations.
    """

    def __init__(self, notes):
        self.pending = list(notes)
        self._found = {}

    def bypassed(self, old, new):
        """Return True if what depends on a barrier through `old` does not through `new`: its derivative would be 0."""
        barriers = frozenset().union(*map(self._of, self.pending))
        return bool(barriers) and not barriers.intersection(ancestors([old])).issubset(ancestors([new]))

    def _of(self, note):
        if note not in self._found:
            derivation = note.resolve()
            ends = () if derivation is None else (*derivation.wrt, *derivation.constants)
            self._found[note] = frozenset(v for v in ends if v.owner is not None)
        return self._found[note]


class Retake:
    """One derivation, repeated on the stable form of its starts.

    Parameters
    ----------
    derivation : Derivation
    wanted : list of int
        The positions in ``derivation.wrt`` of the gradients that are asked for.
    """

    def __init__(self, derivation, wanted):
        self.derivation = derivation
        self.wanted = wanted
        self.inputs = []
        self.original = {}  # from each variable of the copy to its original
        self.stand_in = {}  # from each variable in `wrt` to its copy

    def run(self, query):
        """Return pairs of old and new starts, and the results by position, or None if the starts are stable."""
        derivation = self.derivation
        if not {*derivation.wrt, *derivation.constants}.isdisjoint(derivation.starts):
            return None
        if is_stable(io_toposort(derivation.constants, derivation.starts)):
            return None
        fgraph = FunctionGraph(self.inputs, self._copy(), clone=False)
        if not stabilise(fgraph, query):
            return None
        starts = list(fgraph.outputs)
        if len(set(starts)) < len(starts):
            return None
        wrt, constants = ([self.stand_in[v] for v in part] for part in (derivation.wrt, derivation.constants))
        found = derivation.take(starts, wrt, constants, derivation.points)
        found = [found[k] for k in self.wanted]
        if any(isinstance(g.type, NullType) for g in found):
            return None
        results = clone_replace([*starts, *found], self.original)
        return list(zip(derivation.starts, results)), dict(zip(self.wanted, results[len(starts) :]))

    def _copy(self):
        """Return copies of the starts, in a graph where each variable of `wrt` is an input or a barrier."""
        derivation = self.derivation
        starts = derivation.starts
        wrt = set(derivation.wrt)
        moving = set(wrt)
        dependent = set()  # variables in `wrt` that depend on others in `wrt`
        for node in io_toposort(derivation.constants, starts):
            if any(v in moving for v in node.inputs):
                moving.update(node.outputs)
                dependent.update(v for v in node.outputs if v in wrt)
        cuts = [*derivation.constants, *(v for v in derivation.wrt if v not in dependent)]
        memo = {}
        gradients = []
        for v in cuts:
            self._mark(v, memo.setdefault(v, v.type.make_variable(v.name)))
        self.inputs.extend(memo[v] for v in dict.fromkeys(cuts))
        for node in io_toposort(cuts, starts):
            for v in node.inputs:
                if v not in memo:
                    memo[v] = self._leaf(v)
            copied = node.clone_with_new_inputs([memo[v] for v in node.inputs])
            for old, new in zip(node.outputs, copied.outputs):
                if old not in memo:
                    memo[old] = self._mark(old, _passage(new)) if old in dependent else new
                    if old.derivation is not None:
                        gradients.append((old, new))
        carry_derivations(gradients, memo, cuts)
        # a start that nothing computes is no input of a node
        return [memo[v] if v in memo else memo.setdefault(v, self._leaf(v)) for v in starts]

    def _leaf(self, v):
        if isinstance(v, Constant):
            return v
        new = v.type.make_variable(v.name)
        self.inputs.append(new)
        self.original[new] = v
        return new

    def _mark(self, v, stand_in):
        self.original[stand_in] = v
        self.stand_in[v] = stand_in
        return stand_in


def stabilise(fgraph, query):
    """Rewrite a copy of a cost; return True if a stabilising rule applied.

    Other rewrites bring a graph into the form that those rules look for.
    """
    record = PassRecord()
    rewrite(fgraph, query.excluding(*EXCLUDED).up_to(LAST).without_extras(), record)
    changed = any(name == NAME or is_stabilising(name) for entry in record.passes for name in entry[-1])
    # gradients of loops are loops of gradients
    for node in fgraph.toposort():
        changed |= _stabilise_inside(fgraph, node, query)
    return changed


def _stabilise_inside(fgraph, node, query):
    """Stabilise the inner graph of a node; return True if it changed."""
    op = node.op.rewritten_inside(lambda inner: stabilise(inner, query))
    if op is None:
        return False
    made = Apply(op, node.inputs, [v.type() for v in node.outputs])
    for old, new in zip(node.outputs, made.outputs):
        fgraph.replace(old, new, NAME)
    return True


def stabilise_loops(fgraph, query):
    """Stabilise the step of each loop, before part of it is hoisted and its origin is lost.

    Only steps in which exponentials meet a logarithm, a quotient or a root are examined.
    """
    applied = 0
    for node in fgraph.toposort():
        if hasattr(node.op, "inner_non_seqs") and _may_be_unstable(io_toposort(node.op.inputs, node.op.outputs)):
            applied += _stabilise_inside(fgraph, node, query)
    return {NAME: applied} if applied else {}


def _may_be_unstable(nodes):
    nodes = list(nodes)
    names = {node.op.scalar_op.record_name for node in nodes if isinstance(node.op, Elemwise)}
    exponential = names & EXTREME or any(isinstance(node.op, (Softmax, SoftmaxWithBias)) for node in nodes)
    return bool(exponential and names & SENSITIVE.keys())


def is_stable(nodes, curved=()):
    """Return True if the cost that `nodes` compute, in order, certainly has no more stable form.

    Such a cost consists of arithmetic and of tame functions that are not divided by, unless far from 0.

    Parameters
    ----------
    nodes : list of Apply
    curved : iterable of Variable
        What is known to depend on a function.
    """
    curved, known = set(curved), Findings()
    for node in nodes:
        if not is_plain(node):
            if not is_tame(node):
                return False
        elif curved.isdisjoint(node.inputs) or isinstance(node.op, (Shape, Shape_i)):
            continue
        elif may_cancel(node, known):
            return False
        elif isinstance(node.op, Elemwise) and node.op.scalar_op.record_name in DIVIDING:
            if node.inputs[-1] in curved and not is_clear_of_zero(node.inputs[-1]):
                return False
        curved.update(node.outputs)
    return True


def is_plain(node):
    """Return True if a graph of such operations alone has no other stable form."""
    op = node.op
    if isinstance(op, Elemwise):
        return op.scalar_op.record_name in ARITHMETIC
    return isinstance(op, PLAIN)


def is_tame(node):
    """Return True if `node` and its derivative are finite for all finite numbers."""
    op = node.op
    if hasattr(op, "inner_non_seqs"):
        return is_stable(io_toposort(op.inputs, op.outputs), op.inputs)
    if not isinstance(op, Elemwise):
        return False
    name = op.scalar_op.record_name
    if name == "pow":
        exponent = constant_value(node.inputs[1])
        return exponent is not None and exponent >= 1
    return name in TAME or (name == "sqrt" and is_clear_of_zero(node.inputs[0]))


def is_clear_of_zero(v, depth=8):
    """Return True if `v` is a positive number, its sum with what is never negative, or the root of such a sum."""
    value, node = constant_value(v), v.owner
    if value is not None or node is None or depth == 0:
        return value is not None and value > 0
    if isinstance(node.op, DimShuffle) or is_op(v, "sqrt"):
        return is_clear_of_zero(node.inputs[0], depth - 1)
    if not is_op(v, "add"):
        return False
    left = [w for w in node.inputs if not is_clear_of_zero(w, depth - 1)]
    return len(left) < len(node.inputs) and all(squared(w) is not None or is_below_zero(w, -1) for w in left)


def is_stabilising(name):
    """Return True if the rule called `name` improves the accuracy of results."""
    tags = RULES[name].tags if name in RULES else ()
    return name in CANCELLING or "log_sum_exp" in tags or ("stabilize" in tags and "canonicalize" not in tags)
