"""Operations that choose and move elements."""

from ...tensor.shape.join import Join
from ...tensor.types.scalars import MakeVector
from ..values import cast, is_op
from .form import MOVES, Form, form, makes, number, op, same_graph
from .worth import terms


@makes("maximum", "minimum")
def _extreme_of_two(node, depth):
    forms = [form(v, depth) for v in node.inputs]
    if any(f is None or not f.is_positive for f in forms):
        return None
    over, under = [f.over for f in forms], [f.under for f in forms]
    both = (any(over), all(under)) if is_op(node.outputs[0], "maximum") else (all(over), any(under))
    return Form(node.op(*[f.log for f in forms]), *both)


@makes("switch")
def _switch(node, depth):
    condition, *branches = node.inputs
    if same_graph(*branches) and branches[0].type == node.outputs[0].type:
        return form(branches[0], depth)
    forms = [form(v, depth) for v in branches]
    if any(f is None or not f.is_positive for f in forms):
        return _of_polynomial(condition, branches, *forms)
    log = op("switch", condition, *[f.log for f in forms])
    return Form(log, any(f.over for f in forms), any(f.under for f in forms))


def _of_polynomial(condition, branches, near, far):
    """Return the form of what is a polynomial near 0, and has a form far from it.

    Only an exponential that both are multiplied by has to be taken out of the polynomial.
    """
    if far is None or not is_op(condition, "lt") or not is_op(condition.owner.inputs[0], "abs_"):
        return None
    if near is None or exponents_of(branches[0]).isdisjoint(exponents_of(branches[1])):
        near = Form(number(0, far.log), top=branches[:1])
    one = number(1, far.log)
    first, second = (one if found.rest() is None else found.rest() for found in (near, far))
    log = op("switch", condition, near.log, far.log)
    return Form(log, near.over or far.over, near.under or far.under, [op("switch", condition, first, second)])


def exponents_of(v):
    """Return the terms of the exponents of exponentials that are factors of `v`."""
    if is_op(v, "exp"):
        return {term for term, _ in terms(v.owner.inputs[0])}
    if not is_op(v, "mul") and not is_op(v, "true_div"):
        return set()
    parts = v.owner.inputs if is_op(v, "mul") else v.owner.inputs[:1]
    return set().union(*map(exponents_of, parts))


@makes("second")
def _second(node, depth):
    template, x = node.inputs
    found = form(x, depth)
    if found is None or not found.is_positive:
        return None
    return Form(node.op(template, found.log), found.over, found.under)


@makes("Cast")
def _cast(node, depth):
    (x,) = node.inputs
    found = form(x, depth)
    dtype = node.outputs[0].type.dtype
    # factors may leave the range of a smaller dtype
    if found is None or not (found.is_positive or dtype == "float64"):
        return None
    top, bottom = ([cast(v, dtype) for v in factors] for factors in (found.top, found.bottom))
    return Form(cast(found.log, dtype), found.over, found.under, top, bottom)


@makes(*MOVES)
def _moved(node, depth):
    """Apply an operation that moves elements to the log."""
    x, *others = node.inputs
    found = form(x, depth)
    if found is None or found.log.type != x.type:
        return None
    rest = found.rest()
    if rest is not None and rest.type != x.type:
        rest = op("second", found.log, rest)
    log, *moved = (
        node.clone_with_new_inputs([v, *others]).outputs[0] for v in (found.log, rest) if v is not None
    )
    return Form(log, found.over, found.under, moved)


@makes(Join, MakeVector)
def _joined(node, depth):
    first = int(isinstance(node.op, Join))
    axis, parts = node.inputs[:first], [cast(v, node.outputs[0].type.dtype) for v in node.inputs[first:]]
    forms = [form(v, depth) for v in parts]
    if not any(forms):
        return None
    forms = [f or Form(op("second", v, number(0, v)), top=[v]) for f, v in zip(forms, parts)]
    if any(f.log.type != v.type for f, v in zip(forms, parts)):
        return None
    log = node.op(*axis, *[f.log for f in forms])
    over, under = any(f.over for f in forms), any(f.under for f in forms)
    if all(f.is_positive for f in forms):
        return Form(log, over, under)
    rests = [op("second", f.log, number(1, f.log) if f.rest() is None else f.rest()) for f in forms]
    return Form(log, over, under, [node.op(*axis, *rests)])
