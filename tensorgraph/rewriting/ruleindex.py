"""Rewrites compiled to functions and indexed by their root op."""

from weakref import WeakKeyDictionary

import numpy as np

from ..graph.trace import copy_stack_trace
from ..graph.variable import Constant
from ..scalar import REGISTRY, ScalarOp
from ..tensor.elementwise.elemwise import Elemwise, named
from .lengths import checked
from .lineage import serves_only, trace_for
from .match import Rest, compile_arguments
from .rule import Number, Term, Wildcard
from .values import cast, fit, literal_constant


def compile_build(pattern):
    """Return the function ``build(env, out)`` that makes the right side, a variable or a number."""
    if isinstance(pattern, Wildcard):
        i = pattern.index
        return lambda env, out: env[i]
    if not isinstance(pattern, Term):
        return lambda env, out: pattern
    op = pattern.op
    builders = [compile_build(a) for a in pattern.args]

    def build(env, out):
        args = [b(env, out) for b in builders]
        like = next((a for a in args if hasattr(a, "type")), None)
        if like is None:
            return op.ref(*args)
        return apply(op, [a if hasattr(a, "type") else literal_constant(a, out) for a in args])

    return build


def apply(op, args):
    """Apply a scalar op or an op to variables."""
    return named(op)(*args) if isinstance(op, ScalarOp) else op(*args)


def widened(v, dtype):
    """Return the value of a pattern variable in the dtype of the result, recomputed in that dtype if it is wider."""
    if dtype[:1] not in ("f", "c", "i", "u") or not hasattr(v, "type"):
        return v
    own = getattr(v.type, "dtype", dtype)
    return v if own == dtype or not np.can_cast(own, dtype) else cast(v, dtype)


def compile_condition(condition):
    """Return the function ``holds(env)`` of a condition on the numbers of a match."""
    if not isinstance(condition, Term):
        return lambda env: bool(condition)
    build = compile_build(condition)
    return lambda env: bool(build(env, None))


def compile_rewrite(rewrite):
    """Return the function ``attempt(node)``, which gives the new output, or None if the rewrite does not apply."""
    left = rewrite.left
    arguments = compile_arguments(left, partial=True)
    build = compile_build(rewrite.right)
    conditions = [compile_condition(c) for c in rewrite.conditions]
    slots = len(rewrite.slots)
    dropped = sorted(slots_of(left) - slots_of(rewrite.right))
    op = left.op

    def attempt(fgraph, node):
        out = node.outputs[0]
        dtype = getattr(out.type, "dtype", "")
        env = [None] * slots + [dtype]

        def then(left_over=()):
            for holds in conditions:
                if not holds(env):
                    return None
            bound = [widened(v.variable() if isinstance(v, Rest) else v, dtype) for v in env[:-1]]
            result = build(bound, out)
            if left_over:
                if not hasattr(result, "type"):
                    result = literal_constant(result, out)
                result = apply(op, [widened(result, dtype), *left_over])
            if not isinstance(node.op, Elemwise):
                return result
            result = fit(result, node)
            if result is None or not dropped:
                return result
            return checked(fgraph, result, [env[i] for i in dropped if hasattr(env[i], "type")])

        return arguments(node.inputs, env, then)

    return attempt


def slots_of(pattern):
    """Return the indices of the slots in a pattern."""
    if isinstance(pattern, Wildcard):
        return {pattern.index}
    return set().union(*map(slots_of, pattern.args)) if isinstance(pattern, Term) else set()


def _key(op):
    """Return a key for equal ops: the name of a scalar operation that is registered, whose hash is kept, or the op."""
    name = getattr(op, "record_name", None)
    return name if name is not None and REGISTRY.get(name) == op else op


def _child_key(rewrite):
    """Return the key of an op that must be among the inputs of a match, ``"constant"``, or None for anything."""
    key = None
    for a in rewrite.left.args:
        if isinstance(a, Term):
            return _key(a.op)
        if not isinstance(a, Wildcard) or a.kind is Number:
            key = "constant"
    return key


class RuleIndex:
    """The rewrites of some rules by root op, each compiled on first use."""

    def __init__(self, rules):
        self._by_op = {}
        self._by_class = {}
        self._by_name = {}
        self._by_instance = {}
        self._everywhere = []
        # by class, weakly, since classes may be a user's; the op itself matters only if a rule names it
        self._found = WeakKeyDictionary()
        self._found_common = {}  # by the name of a scalar operation that is registered
        position = 0
        for rule in rules:
            if rule.rewriter is not None:
                position += 1
                entry = (position, None, rule, rule.rewriter)
                for target in rule.classes:
                    if isinstance(target, str):
                        table = self._by_name
                    else:
                        table = self._by_class if isinstance(target, type) else self._by_instance
                    table.setdefault(target, []).append(entry)
                if not rule.classes:
                    self._everywhere.append(entry)
            for rewrite in rule.rewrites:
                position += 1
                entry = (position, _child_key(rewrite), rule, rewrite)
                self._by_op.setdefault(rewrite.left.op, []).append(entry)

    def _entries(self, op):
        """Return the entries for nodes of `op`, made once for ops that the rules do not distinguish.

        These are lists of those to try always, by the key of an input, and at last, and what :meth:`candidates` joined.
        """
        elementwise = isinstance(op, Elemwise)
        key = op.scalar_op if elementwise else op
        name = key.record_name if elementwise else None
        # most nodes: found by a name, whose hash is kept
        is_common = type(op) is Elemwise and not self._by_instance and REGISTRY.get(name) is key
        if is_common and name in self._found_common:
            return self._found_common[name]
        known = self._found.get(type(op))
        if known is None:
            known = self._found[type(op)] = {}
        place = (
            op if self._by_instance and op in self._by_instance else None,
            key if key in self._by_op else None,
            name if name in self._by_name else None,
        )
        found = known.get(place)
        if found is None:
            entries = list(self._everywhere) + self._by_instance.get(op, [])
            if not isinstance(op, ScalarOp):
                entries += self._by_op.get(key, ())
            for cls in type(op).__mro__:
                entries += self._by_class.get(cls, ())
            if key is not op:
                entries += self._by_name.get(name, ())
            always, by_child, late = [], {}, []
            for position, child, rule, what in sorted(entries, key=lambda e: e[0]):
                attempt = what if rule.rewriter is not None else _lazy(what)
                if getattr(rule, "is_patient", False):
                    late.append((position, rule, attempt))
                elif child is None:
                    always.append((position, rule, attempt))
                else:
                    by_child.setdefault(child, []).append((position, rule, attempt))
            found = known[place] = always, by_child, late, {}
        if is_common:
            self._found_common[name] = found
        return found

    def patient(self, node):
        """Return the ``(position, rule, attempt)`` of patient rules to try on `node`, in order."""
        return self._entries(node.op)[2]

    def candidates(self, node):
        """Return the ``(position, rule, attempt)`` to try on `node`, in order: of eager rules, and of patient ones."""
        always, by_child, late, joined = self._entries(node.op)
        if not by_child:
            return always, late
        keys = []
        for v in node.inputs:
            owner = v.owner
            if owner is None:
                if isinstance(v, Constant):
                    keys.append("constant")
                continue
            op = owner.op
            if isinstance(op, Elemwise):
                scalar_op = op.scalar_op
                name = scalar_op.record_name
                keys.append(name if REGISTRY.get(name) is scalar_op else _key(scalar_op))
                if name != "second":
                    continue
            else:
                keys.append(op)
            keys.append("constant")
        context = frozenset([key for key in keys if key in by_child])
        if not context:
            return always, late
        found = joined.get(context)
        if found is None:
            found = joined[context] = sorted([*always, *(e for key in context for e in by_child[key])], key=_position)
        return found, late


def _position(entry):
    return entry[0]


class _Lazy:
    """A rewrite that is compiled when it is first tried."""

    __slots__ = ("rewrite", "attempt")

    def __init__(self, rewrite):
        self.rewrite = rewrite
        self.attempt = None

    def __call__(self, fgraph, node):
        if self.attempt is None:
            self.attempt = compile_rewrite(self.rewrite)
        return self.attempt(fgraph, node)


def _lazy(rewrite):
    """Return the one :class:`_Lazy` of a rewrite, which may be in several stages."""
    if rewrite.attempt is None:
        rewrite.attempt = _Lazy(rewrite)
    return rewrite.attempt


def hand_on(fgraph, old, new):
    """Pass on to `new` the name of what it replaces, that it is a gradient, and the trace if it was made for that."""
    if new.owner is None:
        return
    is_made = new not in fgraph
    if old in fgraph.gradients and (is_made or serves_only(fgraph, new, old)):
        fgraph.gradients.add(new)
    if new.name is None:
        new.name = old.name
    if old._tag is not None and hasattr(old.tag, "nan_guard_mode_check"):
        new.tag.nan_guard_mode_check = old.tag.nan_guard_mode_check
    if is_made and not new.owner.keeps_trace:
        if old.owner is None:
            copy_stack_trace(old, new)
        else:
            new.owner.trace = trace_for(new.owner, old.owner)
