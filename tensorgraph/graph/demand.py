"""Demand for nodes in a graph with conditionals: nodes that only one branch needs run only if it is chosen.

An op is *lazy* if it has a method ``branches(node)`` that returns the positions of the inputs needed if the condition
holds, and of those needed if not. The condition is its first input.

Nodes that choose by the same condition, needed under the same circumstances, share one :class:`Decision`. The *guard*
of a node is a tuple of sides of decisions: the node is needed if one of them is taken. The empty guard means always.
Guards are found from the outputs backwards, each from those of the node's clients. A guard that would grow too long is
replaced by one side that dominates all its members, or by the empty guard: more is computed than needed, never less.
"""

from heapq import heappop, heappush

ALWAYS = ()
# sides in a guard: each one tests a flag when the function runs
MOST_SIDES = 8


class Side:
    """One of the two branches of a decision.

    Attributes
    ----------
    decision : Decision
    index : int
        0 if it is taken when the condition holds, else 1.
    parent : Side or None
        The innermost other side that is taken whenever this one is.
    depth : int
        How many such sides there are.
    """

    __slots__ = ("decision", "index", "parent", "depth")

    def __init__(self, decision, index, parent):
        self.decision = decision
        self.index = index
        self.parent = parent
        self.depth = 0 if parent is None else parent.depth + 1

    def __repr__(self):
        return f"<{('if', 'if not')[self.index]} {self.decision.condition}>"


class Decision:
    """A condition, and the guard under which it is evaluated.

    Attributes
    ----------
    condition : Variable
    guard : tuple of Side
    sides : tuple of Side
    """

    __slots__ = ("condition", "guard", "sides")

    def __init__(self, condition, guard):
        self.condition = condition
        self.guard = guard
        parent = common(guard)
        self.sides = Side(self, 0, parent), Side(self, 1, parent)


def is_lazy(node):
    """Return True if the node needs only the inputs that its condition selects."""
    return hasattr(node.op, "branches")


def common(guard):
    """Return the innermost side that dominates all sides of a guard, or None."""
    if not guard:
        return None
    found = guard[0]
    for side in guard[1:]:
        while found is not side:
            if found is None or side is None:
                return None
            if found.depth >= side.depth:
                found = found.parent
            else:
                side = side.parent
    return found


def simplified(sides):
    """Return an equivalent guard without redundant sides.

    Both sides of a decision together mean that the decision matters, so its own guard replaces them. A side that lies
    behind another side of the guard is redundant.
    """
    sides = dict.fromkeys(sides)
    pending = list(sides)
    while pending:
        side = pending.pop()
        other = side.decision.sides[1 - side.index]
        if side not in sides or other not in sides:
            continue
        del sides[side], sides[other]
        if not side.decision.guard:
            return ALWAYS
        new = [s for s in side.decision.guard if s not in sides]
        sides.update(dict.fromkeys(new))
        pending.extend(new)
    if len(sides) > 1:
        shallow = min(side.depth for side in sides)
        sides = [side for side in sides if not _is_behind(side, sides, shallow)]
    if len(sides) > MOST_SIDES:
        side = common(tuple(sides))
        return ALWAYS if side is None else (side,)
    return tuple(sides)


def _is_behind(side, sides, shallow):
    """Return True if the side lies behind one of `sides`, none of which is shallower than `shallow`."""
    side = side.parent
    while side is not None and side.depth >= shallow:
        if side in sides:
            return True
        side = side.parent
    return False


class Demand:
    """The guards of a graph's nodes: the conditions under which each is needed.

    Parameters
    ----------
    fgraph : FunctionGraph
    order : list of Apply
        Its nodes, sorted.
    eager : collection of Apply
        Nodes that are to be computed whether they are needed or not.

    Attributes
    ----------
    guard : dict
        From each node to its guard.
    decision : dict
        From each lazy node to its decision.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.ifelse import ifelse
    >>> c, x = T.iscalar("c"), T.dscalar("x")
    >>> g = theano.FunctionGraph([c, x], [ifelse(c, T.exp(x), x)], clone=False)
    >>> Demand(g, g.toposort()).guard
    {if{}(c, Elemwise{exp,no_inplace}.0, x): (), Elemwise{exp,no_inplace}(x): (<if c>,)}
    """

    def __init__(self, fgraph, order, eager=()):
        self.owner_of = fgraph.owner_of
        self.guard = {}
        self.decision = {}
        self._guards = {}
        decisions = {}
        for node in reversed(order):
            guard = self.guard[node] = ALWAYS if node in eager else self._needed_by(fgraph, node)
            if is_lazy(node):
                key = node.inputs[0], frozenset(guard)
                if key not in decisions:
                    decisions[key] = Decision(node.inputs[0], guard)
                self.decision[node] = decisions[key]
        self.decisions = list(decisions.values())
        self._made_always = self._without_region()

    def _needed_by(self, fgraph, node):
        """Return the guard that follows from the clients of a node."""
        guards, sides = set(), {}
        for v in node.outputs:
            for client, i in fgraph.clients(v):
                if client == "output":
                    return ALWAYS
                if is_lazy(client) and i:
                    (index,) = [k for k, positions in enumerate(client.op.branches(client)) if i in positions]
                    sides[self.decision[client].sides[index]] = None
                elif not self.guard[client]:
                    return ALWAYS
                else:
                    guards.add(self.guard[client])
        if not sides and len(guards) == 1:
            return guards.pop()
        for guard in guards:
            sides.update(dict.fromkeys(guard))
        guard = simplified(sides)
        # the same sides are the same guard
        return self._guards.setdefault(frozenset(guard), guard)

    def _without_region(self):
        """Return the decisions that cannot be made behind one side alone, since a guard of several sides needs them."""
        guards = {*self.guard.values(), *(decision.guard for decision in self.decisions)}
        pending = [side.decision for guard in guards if len(guard) > 1 for side in guard]
        found = set()
        while pending:
            decision = pending.pop()
            if decision not in found:
                found.add(decision)
                pending.extend(side.decision for side in decision.guard)
        return found

    def region(self, item):
        """Return the region of a node or a decision: a side, a guard of several sides, or None for always."""
        if isinstance(item, Decision):
            return None if item in self._made_always or len(item.guard) != 1 else item.guard[0]
        guard = self.guard[item]
        return guard[0] if len(guard) == 1 else guard or None

    def around(self, region):
        """Return the region that encloses another one."""
        return self.region(region.decision) if isinstance(region, Side) else None

    def before(self, item):
        """Yield the nodes and decisions that must precede `item`, except readers of memory that it overwrites."""
        if isinstance(item, Decision):
            guard, inputs = item.guard, [item.condition]
        else:
            guard, inputs = self.guard[item], item.inputs
            if item in self.decision:
                yield self.decision[item]
        for side in guard:
            yield side.decision
        for v in inputs:
            if v.owner is not None:
                yield self.owner_of(v)


def schedule(fgraph, order):
    """Return a schedule in which every decision precedes the nodes that depend on it.

    Parameters
    ----------
    fgraph : FunctionGraph
    order : list of Apply
        Its nodes, sorted.

    Returns
    -------
    items : list of Apply and Decision
        What stands in one region follows each other where that is possible.
    demand : Demand
    """
    eager, most = set(), 1
    while True:
        demand = Demand(fgraph, order, eager)
        items = _scheduled(fgraph, order, demand)
        if len(items) == len(order) + len(demand.decisions):
            return items, demand
        # the first of the rest must run before it is known to be needed: its condition depends on nodes that overwrite
        # memory that it reads, or two conditions depend on each other's branches
        done = set(items)
        blocked = [node for node in order if node not in done]
        eager.update(blocked[:most])
        most *= 2


def _scheduled(fgraph, order, demand):
    """Return the items in order, as far as an order exists."""
    orderings = fgraph.orderings()
    rank = {item: i for i, item in enumerate([*order, *demand.decisions])}
    waiting, users = {}, {}
    for item in rank:
        needs = set(demand.before(item))
        needs.update(orderings.get(item, ()))
        waiting[item] = len(needs)
        for need in needs:
            users.setdefault(need, []).append(item)
    ready = Ready(demand)
    for item in rank:
        if not waiting[item]:
            ready.put(item, rank[item])
    items = []
    while (item := ready.take()) is not None:
        items.append(item)
        for user in users.get(item, ()):
            waiting[user] -= 1
            if not waiting[user]:
                ready.put(user, rank[user])
    return items


class Ready:
    """The items whose dependencies are met, by region: first those of the current region, then those inside it."""

    def __init__(self, demand):
        self.demand = demand
        self.region = None
        self.items = {}
        # from each region to its inner regions that may have ready items
        self.inner = {}

    def put(self, item, rank):
        region = self.demand.region(item)
        heappush(self.items.setdefault(region, []), (rank, item))
        while region is not None:
            outer = self.demand.around(region)
            siblings = self.inner.setdefault(outer, {})
            if region in siblings:
                return
            siblings[region] = None
            region = outer

    def take(self):
        """Return the next item, or None if none is ready."""
        region = self.region
        while True:
            if self.items.get(region):
                self.region = region
                return heappop(self.items[region])[1]
            inner = self.inner.get(region)
            if inner:
                region = next(iter(inner))
            elif region is None:
                return None
            else:
                outer = self.demand.around(region)
                del self.inner[outer][region]
                region = outer
