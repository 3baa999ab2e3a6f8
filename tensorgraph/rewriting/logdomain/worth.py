"""The cost of forms, and where they pay off.

A sum of exponentials and other terms has a form of many operations: the largest term is factored out of all. Where a
logarithm, a quotient or a root reads it, the result depends on that. A product without such readers leaves the range of
numbers where its value does, unless one factor compensates another: then an exponent occurs in both, with opposite
signs. Elsewhere, as in a chain of ``y * exp(s) + t``, only forms that cost next to nothing are used: the exponential of
a sum of a row and a column is one of a matrix.
"""

from ...tensor.elementwise.elemwise import Elemwise
from ..values import constant_value, op_name
from .commonfactor import CommonFactor, is_unless
from .form import BUDGET, DEPTH, MOVES, is_of_gradients, is_source, limits, looked_at, looks_at, noted, states_of
from .overflow import overflows

CHEAP = 6  # operations of a form that is cheap enough anywhere
MANY_READERS = 256  # variables above a product of which one is taken to be read by something sensitive
SHALLOW = 3  # levels of operations that such a form looks through
# operations that give infinity or nan if one of these inputs left the range of numbers
SENSITIVE = dict.fromkeys(("log", "log2", "log10", "log1p", "sqrt", "inv", "pow"), slice(1)) | {"true_div": slice(1, 2)}
DIVIDING = SENSITIVE.keys() - {"log", "log2", "log10", "log1p"}


def is_needed(fgraph, out, factors):
    """Return True if the product `out` of `factors` must stay in the range of numbers where they leave it."""
    if is_demanded(fgraph, out):
        return True
    # one gradient may be a factor of another
    known = out in fgraph.gradients
    found = [extremes(v) for v in dict.fromkeys(factors) if known or not is_of_gradients(v)]
    return any(cancel(a, b) for k, a in enumerate(found) for b in found[:k])


def is_demanded(fgraph, v):
    """Return True if something sensitive reads `v`, through operations that forms look through.

    It looks at as many levels above `v` as forms look at below: a list of all that is read so would be made again after
    each change of the graph.
    """
    # the level by variable: whether it depends on `v` through gradients only, so that divisors of it do not count
    level, seen, states = {v: is_of_gradients(v)}, {v}, states_of(fgraph)
    for _ in range(DEPTH):
        above = {}
        for w, derived in level.items():
            derived |= w in fgraph.gradients
            for node, _ in () if w in states else fgraph.clients(w):
                if node == "output":
                    continue
                if w in sensitive_inputs(node) and not (derived and op_name(node.outputs[0]) in DIVIDING):
                    return True
                if not is_source(node) and looks_at(node, w):
                    above.update((u, above.get(u, True) and derived) for u in node.outputs if u not in seen)
        level = above
        seen.update(level)
        if len(seen) > MANY_READERS:
            return True
    return False


def sensitive_inputs(node):
    """Return the inputs of `node` that must stay in the range of numbers."""
    if not isinstance(node.op, Elemwise):
        return ()
    name = node.op.scalar_op.record_name
    if name == "pow":
        exponent = constant_value(node.inputs[1])
        if exponent is not None and exponent >= 1:
            return ()
    return node.inputs[SENSITIVE[name]] if name in SENSITIVE else ()


def is_cheap(fgraph, found):
    """Return True if a form takes few operations that are not in the graph yet."""
    pending, made = [found.log, *found.top, *found.bottom], set()
    while pending:
        node = pending.pop().owner
        if node is None or node in made or node in fgraph.apply_nodes:
            continue
        made.add(node)
        if len(made) > CHEAP:
            return False
        pending.extend(node.inputs)
    return True


def outgrows(out, factors):
    """Return True if an exponential of the shape of `out` has more axes than those in the factors.

    Where several of these may overflow, one may compensate another, whatever that costs.
    """
    most, over, pending, seen = 0, set(), list(factors), set()
    while pending and len(seen) < BUDGET:
        v = pending.pop()
        node = v.owner
        if node is None or v in seen:
            continue
        seen.add(v)
        if overflows(node):
            over.add(node)
        if is_source(node):
            most = max(most, long_axes(v))
        else:
            pending.extend(looked_at(node))
    return most < long_axes(out) and len(over) < 2


def long_axes(v):
    """Return the number of axes that are not broadcast."""
    return v.type.ndim - sum(v.type.broadcastable)


@noted
def extremes(v):
    """Return the conditions under which `v` may leave the range of numbers.

    Returns
    -------
    set of tuple
        A term of an exponent, the sign of it at which it is large enough, and whether `v` overflows there or vanishes.
    """
    found = set()
    pending, seen = [(v, False)], set()
    while pending and len(seen) < BUDGET:
        v, inverted = pending.pop()
        node = v.owner
        if node is None or (v, inverted) in seen:
            continue
        seen.add((v, inverted))
        name = node.op.scalar_op.record_name if isinstance(node.op, Elemwise) else None
        if is_source(node):
            for overflows, signs in zip((True, False), limits(node)):
                for sign in signs:
                    found |= {(*term, overflows is not inverted) for term in terms(node.inputs[-1], sign)}
        elif name == "true_div":
            pending += [(node.inputs[0], inverted), (node.inputs[1], not inverted)]
        elif name == "inv" or name == "pow":
            # the exponent of a power may have either sign
            pending += [(node.inputs[0], flag) for flag in (True, False) if name == "pow" or flag is not inverted]
        else:
            pending.extend((w, inverted) for w in looked_at(node))
    return found


def terms(x, sign=1):
    """Yield the terms of a sum without their constant factors, and their signs times `sign`."""
    pending = [(x, sign)]
    for v, sign in pending:
        node = v.owner
        if constant_value(v) is not None or len(pending) > BUDGET:
            continue
        name = op_name(v)
        if name == "neg":
            pending.append((node.inputs[0], -sign))
        elif name == "add":
            pending.extend((w, sign) for w in node.inputs)
        elif name == "sub":
            pending += [(node.inputs[0], sign), (node.inputs[1], -sign)]
        elif name == "Cast" or (node is not None and isinstance(node.op, MOVES)):
            pending.append((node.inputs[0], sign))
        elif node is not None and isinstance(node.op, CommonFactor):
            # as large as the largest of them
            pending.extend((log, sign) for _, log in node.op.terms(node))
        elif is_unless(v):
            pending.append((node.inputs[2], sign))
        elif name == "true_div" and constant_value(node.inputs[1]) is not None:
            pending.append((node.inputs[0], -sign if is_negative(node.inputs[1]) else sign))
        elif name == "mul":
            if sum(map(is_negative, node.inputs)) % 2:
                sign = -sign
            factors = [w for w in node.inputs if constant_value(w) is None]
            if len(factors) == 1:
                pending.append((factors[0], sign))
            else:
                yield frozenset(factors), sign
        elif name == "pow" or (sign > 0 and name in ("sqr", "abs_")):
            # large where its base is large, of either sign
            pending += [(node.inputs[0], 1), (node.inputs[0], -1)]
        else:
            yield v, sign


def is_negative(v):
    """Return True if `v` is a negative number."""
    value = constant_value(v)
    return value is not None and bool(value < 0)


def cancel(a, b):
    """Return True if one of two factors with these :func:`extremes` vanishes where the other overflows."""
    return any((term, sign, not overflows) in b for term, sign, overflows in a)
