"""The peephole pass: several instructions with a joint kernel become one."""

from functools import cache

from .._kernels.loops.superinstructions import SUPER

_LEAVES = frozenset(("input", "const"))
_COMMUTATIVE = frozenset(("add", "mul", "maximum", "minimum", "eq"))


def _size(tree):
    return 1 + sum(_size(part) for part in tree[1:] if isinstance(part, tuple))


def _by_root():
    table = {}
    for name, tree in SUPER.items():
        table.setdefault(tree[0], []).append((name, tree))
    for entries in table.values():
        entries.sort(key=lambda entry: _size(entry[1]))
    return table


_TREES = _by_root()


@cache
def _candidates(op, below):
    """Return the trees with root `op` whose next operations are among `below`, the smallest first."""
    return [(name, tree) for name, tree in _TREES[op] if below.issuperset(map(_operation, tree[1:]))]


def _operation(part):
    return "const" if isinstance(part, float) else None if isinstance(part, int) else part[0]


def _matches(tree, value, bound, inner):
    """Yield the ways in which `value` matches the tree, as dicts from operand to value; `inner` may be swallowed."""
    if isinstance(tree, int):
        known = bound.get(tree)
        if known is None:
            yield {**bound, tree: value}
        elif known is value:
            yield bound
        return
    if isinstance(tree, float):
        if value.op == "const" and value.code == tree:
            yield bound
        return
    if value.op != tree[0] or len(value.args) != len(tree) - 1 or not inner(value):
        return
    orders = [value.args]
    if tree[0] in _COMMUTATIVE:
        orders.append((value.args[1], value.args[0]))
    for args in orders:
        found = [bound]
        for part, arg in zip(tree[1:], args):
            found = [more for one in found for more in _matches(part, arg, one, inner)]
        yield from found


def select(outputs, kernels, inputs):
    """Select the instructions for some outputs.

    Parameters
    ----------
    outputs : list of Value
    kernels : dict
        What exists.
    inputs : list of Value

    Returns
    -------
    outputs : list of Value
    order : list of Value
        All that has to be computed, constants included, each after what it needs.
    """
    order = _sorted(outputs, uses := {})
    replaced, done = _replacements(outputs, order, uses, kernels)
    if not replaced:
        return outputs, order
    new = {v: v for v in inputs}
    for v in order:
        if v in done and v not in replaced:
            continue
        code, args = replaced.get(v, (v.code, v.args))
        new[v] = v if v.op == "const" else type(v)(v.op, code, tuple([new.get(w, w) for w in args]), v.dtype)
    outputs = [new.get(v, v) for v in outputs]
    return outputs, _sorted(outputs, {})


def _replacements(outputs, order, uses, kernels):
    """Return kernel and operands of each superinstruction, by its root, and the values that they swallow."""
    # Idea: the number of instructions that a value takes, with all that it alone needs, is least if those of its
    # operands are. Of equal superinstructions the smallest one is taken: so less waits for the last operand, which in a
    # loop is often the state.
    # Example: u + a * b - c * d is nmul_add(c, d, mul_add(a, b, u)), and not add_sub(u, a * b, c * d).
    for v in outputs:
        uses[v] = uses.get(v, 0) + 2  # an output must not be absorbed
    count, chosen = {}, {}
    for v in order:
        count[v], chosen[v] = _best(v, uses, count, kernels)
    replaced, done = {}, set()
    for v in reversed(order):
        if v not in done and chosen[v] is not None:
            replaced[v] = chosen[v]
            _swallow(v, set(chosen[v][1]), done)
    return replaced, done


def _best(v, uses, count, kernels):
    """Return the number of instructions that a value takes, and its superinstruction if it has one."""

    def taken(operands):
        return 1 + sum([count.get(w, 0) for w in operands if uses.get(w) == 1])

    if v.op == "const":
        return 0, None
    fewest, best = taken(v.args), None
    # switch has the dtype code of its branches, and so have comparisons that of their inputs
    code = v.code.rsplit("_", 1)[1] if v.op in _TREES else None
    if code not in ("f32", "f64") or all(w.op in _LEAVES for w in v.args):
        return fewest, None

    def inner(w):
        return w is v or uses.get(w) == 1 and w.code.rsplit("_", 1)[1] == code

    for name, tree in _candidates(v.op, frozenset([None, *[w.op for w in v.args]])):
        kernel = f"{name}_{code}"
        for bound in _matches(tree, v, {}, inner) if kernel in kernels else ():
            args = tuple([bound[i] for i in range(len(bound))])
            number = taken(dict.fromkeys(args))
            if number < fewest:
                fewest, best = number, (kernel, args)
    return fewest, best


def _swallow(root, operands, done):
    """Mark the values between `root` and the operands of its superinstruction."""
    pending = list(root.args)
    while pending:
        v = pending.pop()
        if v not in operands and v.op not in _LEAVES:
            done.add(v)
            pending.extend(v.args)


def _sorted(outputs, uses):
    """Return all that outputs need but inputs, each after its arguments; count the readers in `uses`."""
    order, placed = [], set()
    pending = list(reversed(outputs))
    while pending:
        v = pending[-1]
        if v in placed or v.op == "input":
            pending.pop()
            continue
        waiting = [w for w in v.args if w not in placed and w.op != "input"]
        if waiting:
            pending.extend(reversed(waiting))
        else:
            pending.pop()
            placed.add(v)
            order.append(v)
            for w in v.args:
                uses[w] = uses.get(w, 0) + 1
    return order
