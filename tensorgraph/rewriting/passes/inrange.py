"""The formulas as they were written, where their exponentials are moderate numbers.

A sum in the log domain takes a factor out of its terms, so that none leaves the range of numbers. That costs a
logarithm and a comparison for each term, and several passes over an array. Few numbers need it, but any may.

Neither the value nor the gradient depends on the factor. So where all terms are moderate it may be 1: what depends on
factors is in the graph twice, with them and without them, and the numbers choose. The invariant: the copy without them
is chosen only if none of its exponentials, their powers and products leaves the range of numbers.
"""

import numpy as np

from ...graph.fgraph import FunctionGraph
from ...graph.trace import copy_stack_trace
from ...graph.traverse import clone_replace
from ...graph.traverse import inputs as leaves
from ...graph.variable import Constant
from ...ifelse import IfElse
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.elementwise.math import abs_, and_, le
from ...tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxWithBias
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.cumulative import CumOp
from ...tensor.reductions.sums import All
from ...tensor.shape.dimshuffle import DimShuffle, dim_shuffle
from ..logdomain.commonfactor import CommonFactor
from ..logdomain.form import BIGGEST, LIMITS, MOVES
from ..logdomain.worth import long_axes
from ..pipeline import rewrite
from ..values import constant_value, is_op, make_constant, op_name
from .stable_gradients import PLAIN

NAME = "plain_in_range"
MOST = 200  # operations that may be there twice
COPIED = (*PLAIN, *MOVES, CommonFactor, CAReduce, CumOp, LogSumExp, Softmax, LogSoftmax, SoftmaxWithBias)
# what a copy is simplified by: nothing that looks for factors again
SIMPLIFIED = 1.2
EXCLUDED = ("stable_gradients", "stable_loops", "inline_ofg_expansion", "scan")
# the largest exponents of powers and products, less room for sums
RANGE = {"float32": 64.0, "float64": 680.0}
LARGE = 1e10  # the largest factors, and no number that looks like a fault
LEAST = 6.0  # the largest exponents for which the choice is worthwhile


def choose_copies(fgraph, query):
    """Compute what depends on factors by a copy without them where the numbers allow it.

    Inside of loops, and where much depends on them, all factors stay.

    Returns
    -------
    dict
        How many outputs are chosen, by the name of the pass.
    """
    if fgraph.ends is None or not any(isinstance(node.op, CommonFactor) for node in fgraph.apply_nodes):
        return {}
    copy = PlainCopy(fgraph)
    outputs = [v for v in dict.fromkeys(fgraph.outputs) if v in copy.dependent]
    found = copy.take(outputs, query) if outputs and copy.is_small() else None
    if found is None:
        return {}
    condition, plain = found
    chosen = IfElse(len(outputs), name="in range")(condition, *plain, *outputs, return_list=True)
    for old, new in zip(outputs, chosen):
        copy_stack_trace(old, new)
        for client, i in list(fgraph.clients(old)):
            if client == "output":
                fgraph.change_input(client, i, new, NAME)
    return {NAME: len(outputs)}


class PlainCopy:
    """A copy of what depends on the factors of a graph, with 1 for each.

    Attributes
    ----------
    order : list of Apply
        The nodes of the graph.
    dependent : dict
        From each variable that depends on a factor to its node.
    """

    def __init__(self, fgraph):
        self.order, self.dependent = fgraph.toposort(), {}
        for node in self.order:
            if isinstance(node.op, CommonFactor) or not self.dependent.keys().isdisjoint(node.inputs):
                self.dependent.update(dict.fromkeys(node.outputs, node))
        self.copies = {}  # from each variable to its copy
        self.original = {}  # from each input of the copy to the variable that it stands for

    def is_small(self):
        """Return True if there is little to copy, arrays are among it, and nothing else than functions of them."""
        nodes = set(self.dependent.values())
        if len(nodes) > MOST or not all(isinstance(node.op, (Elemwise, *COPIED)) for node in nodes):
            return False
        return any(isinstance(node.op, CommonFactor) and any(map(long_axes, node.inputs)) for node in nodes)

    def take(self, outputs, query):
        """Return the condition for the copy, and copies of `outputs`; None if the copy is of no use."""
        sums, needed = self._needed(outputs)
        logs = [log for terms in sums for _, log in terms if log in self.dependent]
        if len(needed) > 2 * MOST:
            return None
        for node in self.order:
            if node in needed and not self._copy(node):
                return None
        copy = FunctionGraph(list(self.original), [self.copies[v] for v in (*outputs, *logs)], clone=False)
        rewrite(copy, query.excluding(*EXCLUDED).up_to(SIMPLIFIED).without_extras())
        if any(a.type != b.type for a, b in zip(copy.outputs, outputs)):
            return None
        highest = degree(copy.toposort())
        found = clone_replace(copy.outputs, self.original)
        condition = self._condition(sums, dict(zip(logs, found[len(outputs) :])), highest)
        return None if condition is None else (condition, found[: len(outputs)])

    def _needed(self, variables):
        """Return the terms of each sum with a factor, and the nodes to copy for these and `variables`."""
        pending, sums, needed = list(variables), [], set()
        while pending:
            v = pending.pop()
            node = v.owner
            # what factors are taken out of may be simpler without them
            if node is None or node in needed or not (v in self.dependent or isinstance(node.op, Elemwise)):
                continue
            needed.add(node)
            if isinstance(node.op, CommonFactor):
                sums.append(node.op.terms(node))
                pending += [log for _, log in sums[-1]]
            else:
                pending += node.inputs
        return sums, needed

    def _copy(self, node):
        """Copy a node; return False if that is not possible."""
        if isinstance(node.op, CommonFactor):
            (v,) = node.outputs
            copies = [make_constant(0, v.type.dtype, v.type.ndim)]
        else:
            copies = remade(node, [self.copies[v] if v in self.copies else self._leaf(v) for v in node.inputs])
            if copies is None:
                return False
        self.copies.update(zip(node.outputs, copies))
        return True

    def _leaf(self, v):
        if isinstance(v, Constant):
            return v
        copy = self.copies[v] = v.type.make_variable(v.name)
        self.original[copy] = v
        return copy

    def _condition(self, sums, logs, highest):
        """Return the condition under which all terms are moderate, None if that is known not to be so.

        Parameters
        ----------
        sums : list of list of tuple
            The terms of each sum.
        logs : dict
            From the logarithms that depend on factors to their copies.
        highest : float
            The highest power of an exponential.
        """
        seen, condition = set(), None
        for terms in sums:
            tests = {}
            for v, limit in self._bounds(terms, logs, highest):
                value = constant_value(v)
                if limit < LEAST or (value is not None and not np.all(np.abs(value) <= limit)):
                    return None
                if value is None and (v, limit) not in seen:
                    seen.add((v, limit))
                    test = le(abs_(v), make_constant(limit, v.type.dtype, v.type.ndim))
                    # the terms of one sum have one shape
                    tests[v.type] = and_(tests[v.type], test) if v.type in tests else test
            for test in map(All(), tests.values()):
                condition = test if condition is None else and_(condition, test)
        return condition

    def _bounds(self, terms, logs, highest):
        """Yield the variables that `terms` are made of, and what they may be at most."""
        for rest, log in terms:
            limit = RANGE[log.type.dtype] / highest
            yield logs.get(log, log), limit
            if rest not in self.dependent and not is_share(rest):
                yield rest, min(np.exp(limit), LARGE)


def is_share(v):
    """Return True if `v` is what the form of ``expm1(x)`` leaves of it, at most 1."""
    if not is_op(v, "switch"):
        return False
    _, above, below = v.owner.inputs
    minus = above.owner.inputs[0] if is_op(above, "neg") else above
    if not (is_op(minus, "expm1") and is_op(below, "expm1")):
        return False
    (y,), (x,) = minus.owner.inputs, below.owner.inputs
    return is_op(y, "neg") and y.owner.inputs[0] is x


def remade(node, inputs):
    """Return what `node` computes of `inputs` that may be broadcast along more axes; None if it could be another shape.

    The bound of an exponent that a factor was taken out of is left away.
    """
    if op_name(node.outputs[0]) == "minimum" and is_bound(inputs[1]) and is_exponent(inputs[0]):
        return inputs[:1]
    if all(a.type == b.type for a, b in zip(inputs, node.inputs)):
        return node.clone_with_new_inputs(inputs).outputs
    if isinstance(node.op, Elemwise):
        made = node.op(*inputs, return_list=True)
    elif isinstance(node.op, DimShuffle):
        made = [dim_shuffle(inputs[0].type.broadcastable, node.op.new_order)(inputs[0])]
    else:
        return None
    copy_stack_trace(node.outputs, made)
    return made


def is_bound(v):
    """Return True if `v` is the largest exponent of a number, that which exponents are clipped to."""
    return bool(constant_value(v) == BIGGEST.get(v.type.dtype))


def is_exponent(v):
    """Return True if `v` is the exponent of a term without its factor, of which a choice among numbers is left."""
    return op_name(v) in ("add", "sub") and any(map(is_choice, v.owner.inputs))


def is_choice(v):
    """Return True if `v` is a choice among numbers, or its negative."""
    while is_op(v, "neg") or isinstance(getattr(v.owner, "op", None), DimShuffle):
        (v,) = v.owner.inputs
    return is_op(v, "switch") and all(isinstance(leaf, Constant) for leaf in leaves([v]))


def degree(nodes):
    """Return the highest power of an exponential among what `nodes` compute, in order; factors count as one each."""
    known, highest = {}, 1.0
    for node in nodes:
        found = [known.get(v, 0.0 if constant_value(v) is not None else 1.0) for v in node.inputs]
        name = op_name(node.outputs[0])
        if node.outputs[0].type.dtype[0] != "f":
            # lengths and comparisons
            size = 0.0
        elif name in LIMITS:
            size = 1.0
        elif name == "mul":
            size = sum(found)
        elif name == "sqr":
            size = 2 * found[0]
        elif name == "pow":
            exponent = constant_value(node.inputs[1])
            size = np.inf if exponent is None else float(np.abs(exponent)) * found[0]
        else:
            size = max(found, default=1.0)
        known.update(dict.fromkeys(node.outputs, size))
        highest = max(highest, size)
    return highest
