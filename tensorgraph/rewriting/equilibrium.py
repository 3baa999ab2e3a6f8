"""Application of rules until none applies.

It uses a worklist instead of sweeps: a node is tried once, and again when a node near it changes. Equal nodes are
merged as they appear, so a rule that creates an existing expression gets that one, and equal subexpressions are
identical in all rules.
"""

from collections import deque

from ..graph.features import Feature
from ..graph.recent import Recent
from ..graph.variable import Constant
from .failures import report, skip
from .lineage import trace_for
from .passes.folding import fold
from .ruleindex import RuleIndex, hand_on

# a rewrite can make a pattern match whose root is this many levels above
DEPTH = 4
# largest number of rewrites per node of the graph, which ends loops of rules that undo each other
MAX_USE_RATIO = 16
# how many times as large a stage may make a graph before patient rules, which add operations, are left out
MAX_GROWTH = 4


class Worklist(Feature):
    """The nodes to try: in the order of the graph, then changed ones."""

    def __init__(self, nodes, renewed, untouched):
        self.queue = deque(nodes)
        self.waiting = set(nodes)
        self.renewed = renewed  # nodes that may equal another one, or be constant
        self.untouched = untouched  # nodes around which nothing changed since earlier stages
        self.deferred = {}  # nodes that patient rules are tried on when the queue is empty
        self.root = None  # the node on which rules are tried

    def __iter__(self):
        """Yield the next node, and whether it was deferred, as long as there is one."""
        queue, waiting, deferred = self.queue, self.waiting, self.deferred
        while True:
            while queue:
                node = queue.popleft()
                waiting.discard(node)
                yield node, False
            if not deferred:
                return
            node = next(iter(deferred))
            del deferred[node]
            yield node, True

    def push(self, node):
        self.untouched.discard(node)
        if node not in self.waiting:
            self.waiting.add(node)
            self.queue.append(node)

    def on_import(self, fgraph, node, reason=None):
        if self.root is not None and not node.keeps_trace:
            node.trace = trace_for(node, self.root)
        self.renewed.add(node)
        self.push(node)

    def on_prune(self, fgraph, node, reason=None):
        # fewer clients: rules for variables that are read once may apply now
        for v in node.inputs:
            if v.owner is not None and v.owner in fgraph.apply_nodes:
                clients = fgraph.clients(v)
                if len(clients) <= 2:
                    self.push(v.owner)
                    for client, _ in clients:
                        if client != "output" and client is not node:
                            self.push(client)

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        if node == "output":
            return
        self.renewed.add(node)
        level, waiting, untouched = [node], self.waiting, self.untouched
        for _ in range(DEPTH):
            above = []
            for n in level:
                self.push(n)
                for v in n.outputs:
                    clients = fgraph.clients(v)
                    if len(clients) <= 16:
                        above += [c for c, _ in clients if c != "output" and (c not in waiting or c in untouched)]
            level = above


class Equilibrium:
    """The pass that applies the rules of a stage until none applies.

    Parameters
    ----------
    rules : list of Rule
        In the order in which they are tried on a node.
    folding : bool
        Whether nodes with only constant inputs are computed.
    """

    def __init__(self, rules, folding=True):
        self.rules = rules
        self.index = RuleIndex(rules)
        self.users = [rule for rule in rules if hasattr(rule, "add_requirements")]
        self.folding = folding
        self._without = Recent(16)

    def without(self, others):
        """Return the index of the rules that are in none of the passes `others`, and of those of programs."""
        found = self._without.get(others)
        if found is None:
            tried = {id(rule) for other in others for rule in other.rules} - set(map(id, self.users))
            found = self._without[others] = RuleIndex([rule for rule in self.rules if id(rule) not in tried])
        return found

    def apply(self, fgraph):
        """Rewrite `fgraph` and return the number of rewrites applied, by rule name."""
        # Idea: try each node once, and after a rewrite retry the nodes near enough for a rule to match now.
        # Invariant: no rule matches a node that is not on the list, given the graph around it.
        # Example: after log(1 + x) became log1p(x) in exp(log(1 + x)), exp is on the list again: its input is new.
        # Nodes around which nothing changed since earlier stages are not tried again on the rules of these.
        nodes = fgraph.toposort()
        known, earlier = fgraph.known.get(Equilibrium, ({}, ()))
        is_folded = any(stage.folding for stage in earlier) or not self.folding
        worklist = Worklist(nodes, set(() if earlier and is_folded else nodes), set(nodes if earlier else ()))
        applied = {}
        fgraph.attach_feature(worklist)
        try:
            is_at_rest = self._work_off(fgraph, worklist, known, self.without(earlier), applied)
        finally:
            fgraph.remove_feature(worklist)
            is_same = Equilibrium in fgraph.known
            # it holds variables of failed attempts
            fgraph.known.clear()
        if is_at_rest:
            fgraph.known[Equilibrium] = known, (*earlier, self) if is_same else (self,)
        return applied

    def _work_off(self, fgraph, worklist, known, remaining, applied):
        """Try the nodes of a list, untouched ones on the rules that remain; return False if there is no end."""
        alive, renewed, untouched = fgraph.apply_nodes, worklist.renewed, worklist.untouched
        budget = MAX_USE_RATIO * len(worklist.queue) + 1000
        most = MAX_GROWTH * len(alive) + 300  # small graphs may grow more
        for node, is_late in worklist:
            if node not in alive or (node in renewed and self._dropped(fgraph, worklist, node, known)):
                continue
            worklist.root = node
            if is_late and len(alive) > most:
                continue
            if is_late:
                attempts, late = self.index.patient(node), ()
            elif node in untouched:
                untouched.discard(node)
                attempts, late = remaining.candidates(node)
            else:
                attempts, late = self.index.candidates(node)
            for _, rule, attempt in attempts:
                try:
                    new = attempt(fgraph, node)
                    is_replaced = new is not None and new is not False and replace(fgraph, node.outputs, new, rule.name)
                except Exception as error:
                    # the graph is as it was, or has some of the new nodes: it computes the same
                    skip(error, f"rewrite {rule.name}", node)
                    continue
                if is_replaced:
                    applied[rule.name] = applied.get(rule.name, 0) + 1
                    budget -= 1
                    break
            else:
                if late:
                    worklist.deferred[node] = None
            if budget < 0:
                self._give_up(applied)
                return False
        return True

    def _dropped(self, fgraph, worklist, node, known):
        """Replace a node by an equal one, or by its value if it is constant; return True if so."""
        worklist.renewed.discard(node)
        if self._merged(fgraph, node, known):
            return True
        worklist.root = None
        new = fold(node) if self.folding and _all_constant(node) else None
        if new is not None:
            replace(fgraph, node.outputs, new, "constant_folding")
        return new is not None

    def _give_up(self, applied):
        worst = max(applied, key=applied.get)
        error = RuntimeError(f"the rewrites do not come to rest; the most used is {worst}")
        if not self.users:
            raise error
        # the graph is always valid: a failing rule of the program must not stop compilation
        report(error, f"EquilibriumOptimizer max'ed out by '{worst}'")

    @staticmethod
    def _merged(fgraph, node, known):
        """Replace a node by an equal one if there is one; return True if so."""
        inputs = node.inputs
        key = node.op, node.op.kept_apart, *map(id, inputs)
        twin = known.get(key)
        if twin is node:
            return False
        if twin is None or twin not in fgraph.apply_nodes or any(a is not b for a, b in zip(twin.inputs, inputs)):
            known[key] = node
            return False
        if any(a.type != b.type for a, b in zip(node.outputs, twin.outputs)):
            return False
        for old, new in zip(node.outputs, twin.outputs):
            if new.name is None:
                new.name = old.name
            fgraph.replace(old, new, "merge")
        return True


def _all_constant(node):
    inputs = node.inputs
    if not inputs or not isinstance(inputs[0], Constant):
        return False
    return all(isinstance(v, Constant) for v in inputs)


def replace(fgraph, old, new, reason):
    """Replace outputs by new variables (None keeps one); return True if anything changed."""
    if isinstance(new, dict):
        pairs = list(new.items())
    else:
        new = new if isinstance(new, (list, tuple)) else [new]
        pairs = [(a, b) for a, b in zip(old, new) if b is not None and b is not a]
    changed = False
    for a, b in pairs:
        if a.type != b.type:
            b = a.type.filter_variable(b)
        hand_on(fgraph, a, b)
        clients = fgraph.clients(a)
        if clients:
            changed = True
            fgraph.replace(a, b, reason)
    return changed
