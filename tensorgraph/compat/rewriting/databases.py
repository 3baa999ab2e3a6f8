"""Databases of optimizers under names and tags, which a query combines to one optimizer: Theano's interface."""

import sys

from ...config import config
from ...rewriting.query import Query
from .local import LocalOptGroup, LocalOptimizer
from .navigator import EquilibriumOptimizer, NavigatorOptimizer, TopoOptimizer
from .optimizer import Optimizer, SeqOptimizer


class DB:
    """Optimizers under names and tags.

    Examples
    --------
    >>> from tensorgraph.gof import DB, MergeOptimizer
    >>> db = DB()
    >>> db.register("merging", MergeOptimizer(), "cheap")
    >>> "merging" in db, [str(opt) for opt in db.query("+cheap")]
    (True, ['MergeOptimizer'])
    """

    name = None

    def __init__(self):
        self._entries = {}  # from names and tags to ordered sets of objects
        self._names = set()

    def register(self, name, obj, *tags, use_db_name_as_tag=True):
        """Register an optimizer, local optimizer or database.

        Raises
        ------
        ValueError
            If the name is a name or tag already, or a tag is a name.
        TypeError
            If `obj` is none of these.
        """
        if not isinstance(obj, (DB, Optimizer, LocalOptimizer)):
            raise TypeError(f"Object cannot be registered in OptDB: {obj!r}")
        if name in self._entries:
            raise ValueError(
                "The name of the object cannot be an existing tag or the name of another existing object: "
                f"{name!r} of {obj!r}"
            )
        self._check_tags(obj, tags)
        if use_db_name_as_tag and self.name is not None:
            tags = (*tags, self.name)
        obj.name = name
        self._entries[name] = {obj: None}
        self._names.add(name)
        self.add_tags(name, type(obj).__name__, *tags)

    def _check_tags(self, obj, tags):
        for tag in tags:
            if tag in self._names:
                raise ValueError(f"The tag of the object collides with a name: {obj!r}, {tag!r}")

    def add_tags(self, name, *tags):
        """Add tags to the optimizer of that name."""
        obj = self[name]
        self._check_tags(obj, tags)
        for tag in tags:
            self._entries.setdefault(tag, {})[obj] = None

    def remove_tags(self, name, *tags):
        """Remove tags from the optimizer of that name."""
        obj = self[name]
        self._check_tags(obj, tags)
        for tag in tags:
            self._entries.get(tag, {}).pop(obj, None)

    def selected(self, query):
        """Return the entries that a :class:`Query` selects, in order of registration; nested databases get it too."""
        entries = self._entries
        wanted = {}
        for tag in query.include:
            wanted.update(entries.get(tag, {}))
        for tag in query.require:
            wanted = {obj: None for obj in wanted if obj in entries.get(tag, {})}
        for tag in query.exclude:
            for obj in entries.get(tag, {}):
                wanted.pop(obj, None)
        order = {obj: i for i, name in enumerate(n for n in entries if n in self._names) for obj in entries[name]}
        found = []
        for obj in sorted(wanted, key=order.__getitem__):
            if isinstance(obj, DB):
                inner = obj.query(query.subquery.get(obj.name, query.without_extras()))
                inner.name = obj.name
                self._stands_for(obj, inner)
                obj = inner
            found.append(obj)
        return found

    def labels(self):
        """Return the names and tags of the entries, and of databases among them."""
        inner = [obj.labels() for objs in self._entries.values() for obj in objs if isinstance(obj, DB)]
        return set(self._entries).union(*inner)

    def _stands_for(self, db, optimizer):
        """Note that `optimizer` results from a query of `db`: a hook for subclasses."""

    def query(self, *tags, **kwtags):
        """Return the entries with the tags: ``"+taken"``, ``"-left_out"``, ``"&needed"``, or one :class:`Query`."""
        return self.selected(as_tags(tags, kwtags))

    def __getitem__(self, name):
        found = self._entries.get(name)
        if not found:
            raise KeyError(f"Nothing registered for '{name}'")
        if len(found) > 1:
            raise ValueError(f"More than one match for {name} (please use query)")
        return next(iter(found))

    def __contains__(self, name):
        return name in self._entries

    def print_summary(self, stream=sys.stdout):
        """Write the names and their tags to `stream`."""
        print(f"{type(self).__name__} (id {id(self)})", file=stream)
        for name in sorted(self._names):
            obj = self[name]
            tags = sorted(tag for tag, objs in self._entries.items() if obj in objs)
            print(f"  {name}: {obj} {tags}", file=stream)


def as_tags(tags, subqueries):
    """Return the :class:`Query` of the arguments of ``query``."""
    if len(tags) == 1 and isinstance(tags[0], Query):
        if subqueries:
            raise TypeError("If the first argument to query is a Query, there should be no other arguments.")
        return tags[0]
    groups = {"+": [], "-": [], "&": []}
    for tag in tags:
        if tag[:1] not in groups:
            raise ValueError(f"Tags must start with one of the following characters: + & -, not {tag!r}")
        groups[tag[0]].append(tag[1:])
    return Query(groups["+"], groups["&"], groups["-"], subquery=subqueries)


class EquilibriumDB(DB):
    """A database whose queries return an :class:`EquilibriumOptimizer`.

    Parameters
    ----------
    ignore_newtrees, tracks_on_change_inputs : bool
        As for that.
    """

    def __init__(self, ignore_newtrees=True, tracks_on_change_inputs=False):
        super().__init__()
        self.ignore_newtrees = ignore_newtrees
        self.tracks_on_change_inputs = tracks_on_change_inputs
        self._final, self._cleanup = set(), set()

    def register(self, name, obj, *tags, final_opt=False, cleanup=False, **kwtags):
        """Register as in :class:`DB`; `final_opt` and `cleanup` say when an optimizer of whole graphs runs."""
        if final_opt and cleanup:
            raise ValueError("an optimizer runs at the end of a round or after each change, not both")
        super().register(name, obj, *tags, **kwtags)
        if final_opt:
            self._final.add(obj)
        if cleanup:
            self._cleanup.add(obj)

    def query(self, *tags, **kwtags):
        found = super().query(*tags, **kwtags)
        return EquilibriumOptimizer(
            [opt for opt in found if opt not in self._final and opt not in self._cleanup],
            max_use_ratio=config.optdb.max_use_ratio,
            ignore_newtrees=self.ignore_newtrees,
            tracks_on_change_inputs=self.tracks_on_change_inputs,
            failure_callback=NavigatorOptimizer.warn_inplace,
            final_optimizers=[opt for opt in found if opt in self._final],
            cleanup_optimizers=[opt for opt in found if opt in self._cleanup],
        )


class SequenceDB(DB):
    """A database of optimizers that run one after the other, ordered by position.

    Parameters
    ----------
    failure_callback : callable, optional
        Of the :class:`SeqOptimizer` that a query gives.
    """

    def __init__(self, failure_callback=SeqOptimizer.warn):
        super().__init__()
        self.__position__ = {}
        self.failure_callback = failure_callback

    def register(self, name, obj, position, *tags, **kwtags):
        """Register an optimizer; `position` is a number, or ``"last"``."""
        if position == "last":
            position = max(self.__position__.values(), default=0) + 1
        if not isinstance(position, (int, float)):
            raise TypeError(f"the position of {name} is a number or 'last', not {position!r}")
        super().register(name, obj, *tags, **kwtags)
        self.__position__[name] = position

    def query(self, *tags, position_cutoff=None, **kwtags):
        """Return a :class:`SeqOptimizer` without optimizers at `position_cutoff` or later."""
        query = as_tags(tags, kwtags)
        cutoff = config.optdb.position_cutoff if position_cutoff is None else position_cutoff
        if query.position_cutoff is not None:
            cutoff = query.position_cutoff
        placed = [(self.__position__[opt.name], i, opt) for i, opt in enumerate(self.selected(query))]
        placed += [(position, -1, opt) for opt, position in query.extra_optimizations]
        placed.sort(key=lambda entry: entry[:2])
        return SeqOptimizer(
            [opt for position, _, opt in placed if position < cutoff], failure_callback=self.failure_callback
        )

    def __str__(self):
        names = sorted(self.__position__, key=self.__position__.get)
        return "\n".join(["SequenceDB", *(f"  {self.__position__[name]} {name}" for name in names)])


class LocalGroupDB(DB):
    """A database of local optimizers whose queries return one local optimizer.

    Parameters
    ----------
    apply_all_opts, profile : bool
        As for `local_opt`.
    local_opt : class
        What a query gives, :class:`LocalOptGroup` by default.
    """

    def __init__(self, apply_all_opts=False, profile=False, local_opt=LocalOptGroup):
        super().__init__()
        self.apply_all_opts, self.profile, self.local_opt = apply_all_opts, profile, local_opt
        self.__position__ = {}

    def register(self, name, obj, *tags, position="last", **kwtags):
        """Register a local optimizer; those with smaller positions are tried first."""
        super().register(name, obj, *tags, **kwtags)
        if position == "last":
            position = max(self.__position__.values(), default=-1) + 1
        self.__position__[name] = position

    def query(self, *tags, **kwtags):
        found = sorted(super().query(*tags, **kwtags), key=lambda opt: self.__position__[opt.name])
        return self.local_opt(*found, apply_all_opts=self.apply_all_opts, profile=self.profile)


class TopoDB(DB):
    """A database of local optimizers whose queries return a :class:`TopoOptimizer`."""

    def __init__(self, db, order="in_to_out", ignore_newtrees=False, failure_callback=None):
        super().__init__()
        self.db, self.order = db, order
        self.ignore_newtrees, self.failure_callback = ignore_newtrees, failure_callback

    def query(self, *tags, **kwtags):
        return TopoOptimizer(
            self.db.query(*tags, **kwtags),
            self.order,
            ignore_newtrees=self.ignore_newtrees,
            failure_callback=self.failure_callback,
        )


class ProxyDB(DB):
    """An alias of another database."""

    def __init__(self, db):
        super().__init__()
        if not isinstance(db, DB):
            raise TypeError(f"a ProxyDB stands for a database, not for {db!r}")
        self.db = db

    def query(self, *tags, **kwtags):
        return self.db.query(*tags, **kwtags)
