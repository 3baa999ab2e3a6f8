"""The rules by stage, and which of them a mode asks for."""

RULES = {}


def register(rule):
    """Take a rule in; a rule of two stages is the same rule twice, two rules of one name are a mistake."""
    if RULES.setdefault(rule.name, rule) is not rule:
        raise ValueError(f"there are two rules named {rule.name}")


class Query:
    """Which passes and rules to run, by name or tag.

    Parameters
    ----------
    include : iterable of str
        What to take: anything with one of these names or tags.
    require : iterable of str
        What is taken must have all of these names or tags.
    exclude : iterable of str
        What to leave out.
    """

    __slots__ = ("include", "require", "exclude")

    def __init__(self, include, require=(), exclude=()):
        self.include = frozenset(include)
        self.require = frozenset(require or ())
        self.exclude = frozenset(exclude or ())

    def including(self, *tags):
        """The query that takes `tags` too."""
        return Query(self.include | set(tags), self.require, self.exclude - set(tags))

    def excluding(self, *tags):
        """The query that leaves `tags` out."""
        return Query(self.include, self.require, self.exclude | set(tags))

    def requiring(self, *tags):
        """The query that takes only what has `tags`."""
        return Query(self.include, self.require | set(tags), self.exclude)

    register = including

    def selects(self, name, tags):
        """Whether an entry of that name and those tags is asked for."""
        labels = {name, *tags}
        return bool(labels & self.include) and self.require <= labels and not labels & self.exclude

    def _key(self):
        return self.include, self.require, self.exclude

    def __eq__(self, other):
        return isinstance(other, Query) and self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        parts = (f"{k}={sorted(getattr(self, k))}" for k in self.__slots__ if getattr(self, k))
        return f"Query({', '.join(parts)})"


PREDEFINED = {
    "None": Query(()),
    "merge": Query(("merge",)),
    "fast_compile": Query(("fast_compile",)),
    "fast_run": Query(("fast_run",)),
    "o1": Query(("fast_compile",)),
    "o2": Query(("fast_run",), exclude=("inplace", "fusion")),
    "o3": Query(("fast_run",), exclude=("inplace",)),
    "o4": Query(("fast_run",)),
    "unsafe": Query(("fast_run", "unsafe")),
}
PREDEFINED["FAST_COMPILE"] = PREDEFINED["fast_compile"]
PREDEFINED["FAST_RUN"] = PREDEFINED["fast_run"]


def as_query(optimizer):
    """A :class:`Query` for a Query, a name, None (no rewrites) or a mode.

    Raises
    ------
    ValueError
        For a name that is not known.
    """
    if optimizer is None:
        return PREDEFINED["None"]
    if isinstance(optimizer, Query):
        return optimizer
    if isinstance(optimizer, str):
        if optimizer not in PREDEFINED:
            raise ValueError(f"no optimizer named {optimizer!r}; there are {sorted(PREDEFINED)}")
        return PREDEFINED[optimizer]
    return as_query(optimizer.optimizer)


_by_stage = {}


def stage_rules(stage, query):
    """The rules of `stage` that `query` does not exclude, in the order of their registration."""
    key = stage, query.exclude, query.require
    found = _by_stage.get(key)
    if found is None:
        found = _by_stage[key] = [
            rule
            for rule in RULES.values()
            if stage in rule.tags and not ({rule.name, rule.family} | rule.tags - STAGES) & query.exclude
        ]
    return found


STAGES = frozenset(("canonicalize", "stabilize", "specialize", "uncanonicalize", "useless", "log_sum_exp"))
