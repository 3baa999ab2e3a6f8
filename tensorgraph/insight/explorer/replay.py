"""Records of a rewriting: each replacement with its rule, before and after."""

import inspect
from collections import Counter

from ...graph.features import Feature
from ...rewriting.pipeline import TABLE, Pass, PassRecord, Stage
from ...rewriting.query import PREDEFINED, stage_rules
from ..expression import expression

_EACH = 40  # replacements by one rule in one pass that are kept
_MOST = 5000  # of all
_CHARACTERS = 300  # of a formula


class Replay(PassRecord, Feature):
    """A record of passes that keeps the first replacements by each rule, too.

    In a large graph a rule makes thousands that look alike; they are counted.

    Attributes
    ----------
    replacements : list of dict
        ``pass``, ``rule``, ``before``, ``after`` (formulas), ``nodes``, the number of nodes when it was made, and
        ``use``, which one it was of those by the rule in the pass, counted from 1.
    """

    def __init__(self):
        super().__init__()
        self.replacements = []
        self._pass, self._seen, self._uses = "", set(), Counter()

    def uses(self):
        """Return how often each rule replaced something in each pass, as lists of the pass, the rule, the number."""
        return [[*key, times] for key, times in self._uses.items()]

    def run(self, function, fgraph, query, entry, **options):
        """Run a pass and record it."""
        self._pass = entry[1]
        fgraph.attach_feature(self)
        try:
            super().run(function, fgraph, query, entry, **options)
        finally:
            fgraph.remove_feature(self)

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        """Note a replacement once, whatever reads it."""
        if (old, new) in self._seen:
            return
        self._seen.add((old, new))
        rule = getattr(reason, "name", None) or (reason if isinstance(reason, str) else str(reason))
        self._uses[self._pass, rule] += 1
        use = self._uses[self._pass, rule]
        if use > _EACH or len(self.replacements) == _MOST:
            return
        self.replacements.append({
            "pass": self._pass, "rule": rule, "before": expression(old)[:_CHARACTERS],
            "after": expression(new)[:_CHARACTERS], "nodes": len(fgraph.apply_nodes), "use": use,
        })


def documentation(names):
    """Return ``{name: text}``: the first paragraphs of the docstrings of passes and rules."""
    found = {}
    for _, name, function, _ in TABLE:
        if isinstance(function, Stage):
            for rule in stage_rules(function.name, PREDEFINED["fast_run"]):
                found[rule.name] = getattr(rule, "doc", None)
        elif isinstance(function, Pass):
            found[name] = getattr(function.function, "__doc__", None)
    # how a pass is called is nobody's question here
    return {name: inspect.cleandoc(found[name]).partition("\n\n")[0] for name in names if found.get(name)}
