"""The names and tags that a mode can choose by, and a warning of those that nothing has."""

import re
import warnings

from ..errors import UnknownRewriteWarning
from ..nearest import did_you_mean
from ..userline import user_level
from .query import PREDEFINED, RULES, STAGES, USERS

FOLDING = frozenset(("constant_folding", "topo_constant_folding"))
# Theano's, of what this package does not need: other devices, calls from C
FOREIGN = re.compile("gpu|dnn|cusolver|magma|cxx|c_blas|scipy_blas|minimum_compile|assert_no_cpu_op", re.IGNORECASE)

_known = set()  # of the labels that were asked for


def labels(table):
    """Return the names and tags of all rules, and of the passes of a table."""
    found = {*STAGES, *FOLDING}
    for query in PREDEFINED.values():
        # a program may register an optimizer in place of a query
        found |= {*getattr(query, "include", ()), *getattr(query, "require", ())}
    for rule in RULES.values():
        found |= {rule.name, rule.family, *rule.tags}
    for rules in USERS.values():
        for rule in rules.values():
            found |= {rule.name, *rule.tags}
    for _, name, function, tags in table:
        found |= {name, *tags, *getattr(function, "partly", ()), *getattr(function, "parts", ())}
    return found


def warn_of_unknown(query, table):
    """Warn of what a query names that neither a rule nor a pass has, and that is not Theano's for other devices."""
    unknown = (query.include | query.require | query.exclude) - _known
    if not unknown:
        return
    there = labels(table)
    _known.update(unknown & there)
    for label in sorted(map(str, unknown - there)):
        if not FOREIGN.search(label):
            warnings.warn(
                f"no rewrite has the name or tag {label!r}, which the mode includes, excludes or requires."
                f"{did_you_mean(label, there)}",
                UnknownRewriteWarning, stacklevel=user_level()
            )
