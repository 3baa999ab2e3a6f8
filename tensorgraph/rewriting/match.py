"""Patterns compiled to closures that match variables and bind slots.

A matcher is a function ``match(variable, env, then)``: `env` is the list of the bindings of slots, ``then()`` is the
continuation. It returns the result of ``then`` or None, and restores `env` when it fails; so commutative inputs are
tried in any order without copies. The last entry of `env` is the dtype of the root: subexpressions computed in other
integer dtypes do not match (:func:`~.values.wraps_at`).
"""

from ..graph.variable import Constant
from ..tensor.elementwise.elemwise import Elemwise, named
from .rule import Kind, Number, Term, Wildcard
from .values import number, with_dtype, wraps_at

# results of these may exceed their integer dtype
WRAPPING = frozenset(("add", "sub", "mul", "neg", "sqr", "pow", "abs_", "int_div"))

# above this many inputs an op is not searched for two patterns at once
WIDE = 64


def compile_match(pattern):
    """Return the matcher of `pattern` below the root."""
    if isinstance(pattern, Wildcard):
        return _number(pattern.index) if pattern.kind is Number else _variable(pattern.index, pattern.kind)
    if isinstance(pattern, Term):
        return _term(pattern)
    return _literal(pattern)


def _variable(i, kind):
    fits = None if kind is Kind else kind.fits

    def match(v, env, then):
        bound = env[i]
        if bound is None:
            if fits is not None and not fits(v):
                return None
            env[i] = v
            result = then()
            if result is None:
                env[i] = None
            return result
        if bound is v or (isinstance(v, Constant) and isinstance(bound, Constant) and bound.equals(v)):
            return then()
        return None

    return match


def _number(i):
    def match(v, env, then):
        value = number(v)
        if value is None:
            return None
        # a Python number: arithmetic on it neither wraps nor rounds to a small dtype
        value = value.item()
        bound = env[i]
        if bound is None:
            env[i] = value
            result = then()
            if result is None:
                env[i] = None
            return result
        return then() if bound == value else None

    return match


def _literal(literal):
    def match(v, env, then):
        value = number(v)
        return then() if value is not None and value == literal else None

    return match


def _term(term):
    op = term.op
    arguments = compile_arguments(term)
    wrapping = getattr(op, "record_name", None) in WRAPPING

    def match(v, env, then):
        node = v.owner
        if node is None:
            return None
        found = node.op
        if (found.scalar_op if isinstance(found, Elemwise) else found) != op:
            return None
        if wrapping and not wraps_at(v, env[-1]):
            return None
        return arguments(node.inputs, env, then)

    return match


def is_nary(op):
    """Return True if inputs of `op` may be regrouped and reordered."""
    return getattr(op, "commutative", False) and getattr(op, "associative", False)


def rest_slot(term):
    """Return the plain variable that takes all remaining inputs of an n-ary op, or None."""
    if not is_nary(term.op):
        return None
    plain = [a for a in term.args if isinstance(a, Wildcard) and a.kind is not Number]
    return plain[0] if len(plain) == 1 else None


def compile_arguments(term, partial=False):
    """Return the matcher of a term's inputs: ``match(inputs, env, then)``.

    With `partial`, inputs of an n-ary op that no argument takes are passed to ``then(left over)``.
    """
    if not getattr(term.op, "commutative", False):
        return _ordered([compile_match(a) for a in term.args])
    rest = rest_slot(term)
    searched = [a for a in term.args if a is not rest]
    # terms first, which fail early or bind the most, then literals and numbers; plain variables match anything
    searched.sort(
        key=lambda a: 0 if isinstance(a, Term) else 2 if isinstance(a, Wildcard) and a.kind is not Number else 1
    )
    return _searched(term.op, [compile_match(a) for a in searched], rest, partial and is_nary(term.op))


def _ordered(matchers):
    if len(matchers) == 1:
        (first,) = matchers

        def match(inputs, env, then):
            return first(inputs[0], env, then)

    elif len(matchers) == 2:
        first, second = matchers

        def match(inputs, env, then):
            if len(inputs) != 2:
                return None
            return first(inputs[0], env, lambda: second(inputs[1], env, then))

    else:

        def match(inputs, env, then, start=0):
            if start == len(matchers):
                return then()
            if len(inputs) != len(matchers):
                return None
            return matchers[start](inputs[start], env, lambda: match(inputs, env, then, start + 1))

    return match


class Rest:
    """Several inputs of an n-ary op bound to one pattern variable."""

    __slots__ = ("op", "inputs", "whole")

    def __init__(self, op, inputs, whole):
        self.op = op
        self.inputs = inputs
        self.whole = whole

    def variable(self):
        """Return their sum or product, in the dtype of the whole one."""
        (dtype,) = self.op.output_dtypes(*[v.type.dtype for v in self.whole])
        return named(self.op)(*with_dtype(self.inputs, dtype))


def _searched(op, matchers, rest, partial):
    """Return a matcher of inputs in any order, which tries each argument on all inputs that earlier ones left."""
    count = len(matchers)
    least = count + (rest is not None)
    finish = _finish(partial) if rest is None else _finish_with(op, rest, partial)

    def search(j, remaining, env, then, whole):
        if j == count:
            return finish(remaining, env, then, whole)
        matcher = matchers[j]
        for i, v in enumerate(remaining):
            result = matcher(v, env, lambda i=i: search(j + 1, remaining[:i] + remaining[i + 1 :], env, then, whole))
            if result is not None:
                return result
        return None

    def match(inputs, env, then):
        if len(inputs) < least or (count > 1 and len(inputs) > WIDE):
            return None
        return search(0, inputs, env, then, inputs)

    return match


def _finish(partial):
    """Return the end of a match that refuses the remaining inputs, or hands them on."""

    def finish(remaining, env, then, whole):
        if partial:
            return then(remaining)
        return None if remaining else then()

    return finish


def _finish_with(op, rest, partial):
    """Return the end of a match that binds the remaining inputs to the plain variable `rest`."""
    index, fits = rest.index, rest.kind.fits

    def finish(remaining, env, then, whole):
        if not remaining:
            return None
        bound = env[index]
        if bound is not None:
            if partial:
                for i, v in enumerate(remaining):
                    if v is bound:
                        return then(remaining[:i] + remaining[i + 1 :])
                return None
            return then() if len(remaining) == 1 and remaining[0] is bound else None
        if not all(fits(v) for v in remaining):
            return None
        env[index] = remaining[0] if len(remaining) == 1 else Rest(op, remaining, whole)
        result = then(()) if partial else then()
        if result is None:
            env[index] = None
        return result

    return finish
