"""Records of a rewriting: each replacement with its rule, before and after."""

import inspect

from ...graph.features import Feature
from ...rewriting.pipeline import TABLE, Pass, PassRecord, Stage
from ...rewriting.query import PREDEFINED, stage_rules
from ..expression import expression

_MOST = 20_000  # replacements that are kept
_CHARACTERS = 300  # of a formula


class Replay(PassRecord, Feature):
    """A record of passes that keeps every replacement, too.

    Attributes
    ----------
    replacements : list of dict
        ``pass``, ``rule``, ``before``, ``after`` (formulas) and ``nodes``, the number of nodes when it was made.
    """

    def __init__(self):
        super().__init__()
        self.replacements = []
        self._pass, self._seen = "", set()

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
        if (old, new) in self._seen or len(self.replacements) == _MOST:
            return
        self._seen.add((old, new))
        rule = getattr(reason, "name", None) or (reason if isinstance(reason, str) else str(reason))
        self.replacements.append({
            "pass": self._pass, "rule": rule, "before": expression(old)[:_CHARACTERS],
            "after": expression(new)[:_CHARACTERS], "nodes": len(fgraph.apply_nodes),
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
