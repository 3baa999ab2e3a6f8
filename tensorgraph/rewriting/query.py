"""The rules by stage, and their selection by a mode."""

from ..nearest import did_you_mean

RULES = {}


def register(rule):
    """Register a rule; two rules of one name are an error, one rule in two stages is not."""
    if RULES.setdefault(rule.name, rule) is not rule:
        raise ValueError(f"there are two rules named {rule.name}")


def _names(tags):
    for tag in tags:
        if isinstance(tag, (list, tuple, set, frozenset)):
            raise TypeError(
                f"rewrites are selected by their names and tags, not by {tag!r}, a {type(tag).__name__}: use "
                f"mode.excluding({', '.join(map(repr, tag))}), each an argument"
            )
    return set(tags)


class Query:
    """A selection of passes and rules by name or tag.

    Parameters
    ----------
    include : iterable of str
        What to take: anything with one of these names or tags.
    require : iterable of str
        What is taken must have all of these names or tags.
    exclude : iterable of str
        What to leave out.
    subquery : dict, optional
        From the name of a database to the query that it is asked instead.
    position_cutoff : float, optional
        What has a position from there on is left out; ``config.optdb.position_cutoff`` by default.
    extra_optimizations : iterable of (Optimizer, float)
        Optimizers that are run too, each at a position.
    """

    def __init__(
        self, include, require=(), exclude=(), subquery=None, position_cutoff=None, extra_optimizations=()
    ):
        self.include = frozenset(include)
        self.require = frozenset(require or ())
        self.exclude = frozenset(exclude or ())
        self.subquery = dict(subquery or {})
        self.position_cutoff = position_cutoff
        self.extra_optimizations = tuple(extra_optimizations)
        self.name = None

    def _with(self, **parts):
        own = {name: value for name, value in self.__dict__.items() if name != "name"}
        return Query(**{**own, **parts})

    def including(self, *tags):
        """Return the query that selects `tags` too."""
        return self._with(include=self.include | _names(tags), exclude=self.exclude - set(tags))

    def excluding(self, *tags):
        """Return the query that excludes `tags`."""
        return self._with(exclude=self.exclude | _names(tags))

    def requiring(self, *tags):
        """Return the query that selects only entries with all `tags`."""
        return self._with(require=self.require | _names(tags))

    def register(self, *optimizations):
        """Return the query with more optimizers, given as pairs of an optimizer and its position."""
        return self._with(extra_optimizations=(*self.extra_optimizations, *optimizations))

    def up_to(self, position):
        """Return the query that excludes everything at `position` or later."""
        return self._with(position_cutoff=position)

    def without_extras(self):
        """Return the query for the parts of a database, without optimizers of its own."""
        return self._with(extra_optimizations=()) if self.extra_optimizations else self

    def selects(self, name, tags):
        """Return True if an entry of that name and those tags is selected."""
        labels = {name, *tags}
        return bool(labels & self.include) and self.require <= labels and not labels & self.exclude

    def _key(self):
        parts = self.include, self.require, self.exclude
        return (*parts, tuple(sorted(self.subquery.items())), self.position_cutoff, self.extra_optimizations)

    def __eq__(self, other):
        return isinstance(other, Query) and self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        parts = [f"{k}={sorted(getattr(self, k))}" for k in ("include", "require", "exclude") if getattr(self, k)]
        rest = ("subquery", "position_cutoff", "extra_optimizations")
        parts += [f"{k}={getattr(self, k)}" for k in rest if getattr(self, k)]
        return f"Query({', '.join(parts)})"


PREDEFINED = {
    None: Query(()),
    "None": Query(()),
    "merge": Query(("merge",)),
    "fast_compile": Query(("fast_compile",)),
    "fast_run": Query(("fast_run",)),
    "o1": Query(("fast_compile",)),
    "o2": Query(("fast_run",), exclude=("inplace", "fusion")),
    "o3": Query(("fast_run",), exclude=("inplace",)),
    "stabilize": Query(("fast_run",), position_cutoff=1.5000001),
    "fast_run_stable": Query(("fast_run",), require=("stable",)),
    "o4": Query(("fast_run",)),
    "unsafe": Query(("fast_run", "unsafe")),
}
PREDEFINED["FAST_COMPILE"] = PREDEFINED["fast_compile"]
PREDEFINED["FAST_RUN"] = PREDEFINED["fast_run"]


def as_query(optimizer):
    """Return the :class:`Query` of a Query, a name, None (no rewrites) or a mode; an optimizer is returned as it is.

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
            names = sorted({str(name) for name in PREDEFINED})
            guess = did_you_mean(optimizer, names)
            raise ValueError(f"no optimizer named {optimizer!r}.{guess} It must be one of {names}")
        return PREDEFINED[optimizer]
    if hasattr(optimizer, "optimize"):
        return optimizer
    if not hasattr(optimizer, "query"):
        raise TypeError(f"an optimizer is a name, a Query, None or an object with a method optimize, not {optimizer!r}")
    return as_query(optimizer.query)


USERS = {}  # rules that programs registered, by stage and name


def stage_rules(stage, query, whole=True):
    """Return the rules of `stage` that `query` does not exclude, in the order of their registration.

    Parameters
    ----------
    stage : str
    query : Query
    whole : bool
        Whether the stage as such is asked for; otherwise only those of its rules that `query` includes are.
    """
    found = []
    for rule in RULES.values():
        if stage in rule.tags and not ({rule.name, rule.family} | rule.tags - STAGES) & query.exclude:
            if whole or {rule.name, rule.family, *rule.tags} & query.include:
                found.append(rule)
    for rule in USERS.get(stage, {}).values():
        if query.selects(rule.name, rule.tags):
            found.append(rule)
    return found


STAGES = frozenset(("canonicalize", "stabilize", "specialize", "uncanonicalize", "useless", "log_sum_exp"))
