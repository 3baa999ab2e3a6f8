"""Differences of the logarithm of the gamma function and of its derivatives at large arguments.

``gammaln(n + k) - gammaln(n)`` of likelihoods of counts subtracts numbers of the size of ``n * log(n)``, of which k may
leave nothing. By Stirling's series the difference is one of the logarithms and of a series in ``1 / a`` and ``1 / b``;
``r**k - s**k`` is ``r - s`` times a sum. Where no argument is large the formula stays as it was written, by a lazy
choice.
"""

from functools import reduce
from itertools import product

from ...graph.trace import copy_stack_trace
from ...graph.traverse import clone_replace
from ...graph.variable import Constant
from ...ifelse import IfElse
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.elementwise.math import and_
from ...tensor.reductions.sums import All, Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.types.type import TensorType
from ..logdomain.form import number as constant
from ..logdomain.form import op
from ..logdomain.intervals import difference
from ..logdomain.worth import long_axes
from ..values import fit, is_op, number
from .canonizer import SUM, family_op, holds, lists
from .inrange import COPIED

NAME = "gammas_of_large_numbers"
DTYPES = ("float32", "float64")
# of series in 1 / x, by the exponent
SERIES = {
    "gammaln": {1: 1 / 12, 3: -1 / 360, 5: 1 / 1260},
    "psi": {1: -1 / 2, 2: -1 / 12, 4: 1 / 120, 6: -1 / 252},
    "tri_gamma": {1: 1, 2: 1 / 2, 3: 1 / 6, 5: -1 / 30, 7: 1 / 42},
}
# from where on the series have all digits, and up to where the difference has most of its own
SMALLEST, MODERATE = 32.0, 100.0
MOST = 200  # operations that may be there twice


def choose_series(fgraph):
    """Compute what depends on differences of functions of large numbers by series, where some are large.

    The steps of loops, and single numbers, stay as they are.

    Returns
    -------
    dict
        How many outputs are chosen, by the name of the pass.
    """
    order = fgraph.toposort() if fgraph.ends is not None else []
    changed, conditions = {}, []
    for node in order:
        if is_candidate(fgraph, node):
            found = by_differences(fgraph, node, conditions)
            if found is not None:
                changed[node.outputs[0]] = found
    outputs = outputs_of(fgraph, order, changed) if changed else []
    if not outputs:
        return {}
    # what both branches, or the condition, read would be computed apart from what reads it
    (is_near,) = apart(apart([reduce(and_, conditions)]))
    far = apart(clone_replace(outputs, changed))
    chosen = IfElse(len(outputs), name="in range")(is_near, *outputs, *far, return_list=True)
    for old, new in zip(outputs, chosen):
        copy_stack_trace(old, new)
        for client, i in list(fgraph.clients(old)):
            if client == "output":
                fgraph.change_input(client, i, new, NAME)
    return {NAME: len(outputs)}


def outputs_of(fgraph, order, changed):
    """Return the outputs that depend on what changed; none if much does, or other operations than those of arrays."""
    dependent, nodes = set(changed), []
    for node in order:
        if not dependent.isdisjoint(node.inputs):
            dependent.update(node.outputs)
            nodes.append(node)
    if len(nodes) > MOST or not all(isinstance(node.op, (Elemwise, *COPIED)) for node in nodes):
        return []
    return [v for v in dict.fromkeys(fgraph.outputs) if v in dependent]


def apart(variables):
    """Return copies of what is computed elementwise, and its sums, from views of what it is computed of."""
    pending, seen, views = list(variables), set(), {}
    while pending:
        v = pending.pop()
        if v in seen or isinstance(v, Constant):
            continue
        seen.add(v)
        if v.owner is not None and isinstance(v.owner.op, (Elemwise, DimShuffle, Sum, All)):
            pending += v.owner.inputs
        elif isinstance(v.type, TensorType):
            views[v] = DimShuffle(v.type.broadcastable, range(v.type.ndim))(v)
    return clone_replace(variables, views)


def is_candidate(fgraph, node):
    """Return True if `node` is a sum over arrays with such a function."""
    v = node.outputs[0]
    return family_op(v, SUM) and v.type.dtype in DTYPES and bool(long_axes(v)) and holds(fgraph, node, SUM, *SERIES)


def by_differences(fgraph, node, conditions):
    """Return a sum with its differences by series, None if it has none; append where they are moderate."""
    form, count = lists(fgraph, node, SUM), len(conditions)
    for name in SERIES if form is not None else ():
        while (b := joined(form, name)) is not None:
            conditions.append(All()(op("le", b, constant(MODERATE, b))))
    return None if len(conditions) == count else fit(form.build(), node)


def joined(form, name):
    """Join a term of a form with one or two of the other sign; return the largest argument of these, or None."""
    above, below = ([v for v in part if is_of_floats(v, name, form)] for part in (form.top, form.bottom))
    is_minus = len(above) > len(below)
    leads, others = (below, above) if is_minus else (above, below)
    for lead in leads:
        a = lead.owner.inputs[0]
        pairs = [(v, v.owner.inputs[0], distance(a, v.owner.inputs[0])) for v in others]
        pairs = [pair for pair in pairs if pair[2] is not None][:2]
        if not pairs:
            continue
        used, b, d = pairs[0]
        largest = b
        drop(form, lead, used)
        if len(pairs) > 1:
            other, c, e = pairs[1]
            drop(form, other)
            largest, is_first = op("maximum", b, c), op("ge", b, c)
            (form.top if is_minus else form.bottom).append(op(name, op("switch", is_first, c, b)))
            b, d = op("switch", is_first, b, c), op("switch", is_first, d, e)
        (form.bottom if is_minus else form.top).append(chosen_difference(name, a, b, d))
        return largest
    return None


def is_of_floats(v, name, form):
    """Return True if `v` is a function of that name of numbers of the type of a form; integers have no infinity."""
    return is_op(v, name) and v.type == form.out.type == v.owner.inputs[0].type


def drop(form, *terms):
    """Take terms out of a form."""
    for part, v in product((form.top, form.bottom), terms):
        part[:] = [w for w in part if w is not v]


def distance(a, b):
    """Return ``a - b`` without the terms that both have, None if there are none."""
    found = difference(a, b)
    if is_op(found, "sub"):
        return None
    terms = [v for v in found.owner.inputs if number(v) != 0]
    terms = [v.owner.inputs[1] if is_op(v, "mul") and number(v.owner.inputs[0]) == 1 else v for v in terms]
    return op("add", *terms) if len(terms) > 1 else [*terms, constant(0, a)][0]


def chosen_difference(name, a, b, d):
    """Return ``f(a) - f(b)`` with d, which is ``a - b``: by the series where both are large."""
    is_large = op("ge", op("minimum", a, b), constant(SMALLEST, a))
    is_large = op("and_", is_large, op("lt", op("maximum", a, b), constant(float("inf"), a)))
    near = [op(name, op("switch", is_large, constant(1, v), v)) for v in (a, b)]
    return op("switch", is_large, by_series(name, a, b, d), op("sub", *near))


def by_series(name, a, b, d):
    """Return ``f(a) - f(b)`` for large arguments."""
    r, s = op("inv", a), op("inv", b)
    total, h, power = None, None, s
    for k in range(1, max(SERIES[name]) + 1):
        # of (r**k - s**k) / (r - s)
        h = constant(1, r) if h is None else op("add", op("mul", r, h), power)
        power = power if k == 1 else op("mul", power, s)
        if k in SERIES[name]:
            term = op("mul", constant(SERIES[name][k], h), h)
            total = term if total is None else op("add", total, term)
    rest = op("neg", op("mul", op("mul", op("mul", d, r), s), total))
    if name == "tri_gamma":
        return rest
    log = op("log1p", op("mul", d, s))
    if name == "gammaln":
        slope = op("sub", op("log", a), constant(1, a))
        log = op("add", op("mul", op("sub", b, constant(0.5, b)), log), op("mul", d, slope))
    return op("add", log, rest)
