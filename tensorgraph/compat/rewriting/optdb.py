"""``optdb``: the table of rewrites as Theano's database, and users' additions to it.

Registered optimizers run in every function whose mode selects their tags, at the given position. A local optimizer
takes part in a stage (:func:`register_canonicalize` and its like) after the rules of this package.
"""

import math
import sys

from ...errors import BadReplacement
from ...graph.current import current
from ...graph.fgraph import FunctionGraph
from ...graph.traverse import inputs
from ...rewriting import pipeline
from ...rewriting.pipeline import Selected
from ...rewriting.query import PREDEFINED, RULES, STAGES, USERS
from ...rewriting.ruleindex import RuleIndex
from .databases import DB, as_tags
from .local import LocalOptimizer, graph_of_nodes
from .navigator import NavigatorOptimizer
from .optimizer import Optimizer


class UserRule:
    """A local optimizer as a rule of a stage."""

    policy = "rounding"
    rewrites = ()

    def __init__(self, name, lopt, tags):
        self.name = self.family = name
        self.lopt = lopt
        self.tags = set(tags)
        tracked = lopt.tracks()
        self.classes = () if tracked is None else tuple(tracked)

    def __repr__(self):
        return f"<rule {self.name}>"

    def add_requirements(self, fgraph):
        """Attach the features that the local optimizer needs."""
        self.lopt.add_requirements(fgraph)

    def rewriter(self, fgraph, node):
        """Return the replacement of the outputs of `node`, or None; failures are handled as flags say."""
        try:
            with graph_of_nodes(fgraph):
                new = self.lopt.transform(node)
            if new is False or new is None:
                return None
            return self._checked(node, new)
        except Exception as error:
            NavigatorOptimizer.warn_inplace(error, None, None, self.lopt, node)
            return None

    def _checked(self, node, new):
        if isinstance(new, dict):
            pairs = {a: b for a, b in new.items() if a != "remove"}
            return {a: self._fitting(a, b) for a, b in pairs.items() if b is not None and b is not a} or None
        if not isinstance(new, (list, tuple)):
            raise TypeError(f"Optimizer {self.lopt} gave wrong type of replacement. Expected list or tuple. Got {new}")
        if len(new) != len(node.outputs):
            raise ValueError(f"Optimizer {self.lopt} gave replacements of wrong length: {len(new)}")
        if all(b is None or b is a for a, b in zip(node.outputs, new)):
            return None
        return [b if b is None else self._fitting(a, b) for a, b in zip(node.outputs, new)]

    def _fitting(self, old, new):
        if new.type != old.type:
            try:
                return old.type.filter_variable(new)
            except TypeError:
                raise BadReplacement(old, new, reason=self.name) from None
        return new


class BuiltIn(LocalOptimizer):
    """A rule of this package as a local optimizer, such as ``tensor.opt.local_log1p``."""

    def __init__(self, rule):
        self.rule = rule
        self.name = self.__name__ = rule.name
        self.__doc__ = rule.doc
        self._index = None

    def transform(self, node):
        if self._index is None:
            self._index = RuleIndex([self.rule])
        attempts, patient = self._index.candidates(node)
        for _, _, attempt in [*attempts, *patient]:
            new = attempt(_graph_of(node), node)
            if new is not None and new is not False:
                return list(new) if isinstance(new, (list, tuple)) else new if isinstance(new, dict) else [new]
        return False

    def __str__(self):
        return self.name


def _graph_of(node):
    found = current.fgraph if current.fgraph is not None else getattr(node, "fgraph", None)
    if found is None:
        leaves = [v for v in inputs(node.outputs) if not hasattr(v, "data")]
        return FunctionGraph(leaves, node.outputs, clone=False)
    return found


class StageDB(DB):
    """The rules of a stage as a database; see :class:`EquilibriumDB`."""

    def __init__(self, stage):
        super().__init__()
        self.stage, self.name = stage, stage

    def register(self, name, obj, *tags, final_opt=False, cleanup=False, use_db_name_as_tag=True):
        """Add a local optimizer to the stage, in modes that select one of its tags.

        Raises
        ------
        ValueError
            If there is a rule of that name.
        """
        if name in self:
            raise ValueError(
                "The name of the object cannot be an existing tag or the name of another existing object: "
                f"{name!r} of {obj!r}"
            )
        if use_db_name_as_tag:
            tags = (*tags, self.stage)
        if isinstance(obj, (DB, LocalOptimizer)):
            rule = UserRule(name, obj.query(*tags) if isinstance(obj, DB) else obj, tags)
        elif isinstance(obj, Optimizer):
            rule = UserRule(name, _Whole(obj), tags)
        else:
            raise TypeError(f"Object cannot be registered in OptDB: {obj!r}")
        obj.name = name
        USERS.setdefault(self.stage, {})[name] = rule
        pipeline.forget()

    def unregister(self, name):
        """Remove a rule that a program registered under a name."""
        pipeline.drop_rule(self.stage, name)

    def add_tags(self, name, *tags):
        USERS[self.stage][name].tags.update(tags)
        pipeline.forget()

    def remove_tags(self, name, *tags):
        USERS[self.stage][name].tags.difference_update(tags)
        pipeline.forget()

    def __contains__(self, name):
        return name in USERS.get(self.stage, {}) or name in RULES and self.stage in RULES[name].tags

    def __getitem__(self, name):
        if name in USERS.get(self.stage, {}):
            return USERS[self.stage][name].lopt
        if name in self:
            return BuiltIn(RULES[name])
        raise KeyError(f"Nothing registered for '{name}'")

    def query(self, *tags, **kwtags):
        """Return the stage as an :class:`Optimizer`."""
        return Asked(as_tags(tags, kwtags), self.stage)

    def print_summary(self, stream=sys.stdout):
        """Write the names of the rules to `stream`."""
        names = [rule.name for rule in RULES.values() if self.stage in rule.tags] + list(USERS.get(self.stage, ()))
        print("\n".join([f"{type(self).__name__} {self.stage}", *(f"  {name}" for name in names)]), file=stream)


class _Whole(LocalOptimizer):
    """An optimizer of graphs as a local one, which runs at the first node of a graph's order."""

    def __init__(self, opt):
        self.opt = opt

    def transform(self, node):
        fgraph = _graph_of(node)
        if fgraph.toposort()[0] is node:
            self.opt.optimize(fgraph)
        return False


class Asked(Selected, Optimizer):
    """Passes that a query selects, as an optimizer."""


class Entry(Optimizer):
    """A pass of the table as an optimizer."""

    def __init__(self, name, function):
        self.name, self.function = name, function

    def apply(self, fgraph):
        self.function(fgraph, PREDEFINED["fast_run"])


class Table(DB):
    """The table of the pipeline as a :class:`SequenceDB`."""

    @property
    def __position__(self):
        return {name: position for position, name, _, _ in pipeline.TABLE}

    def register(self, name, obj, position, *tags, use_db_name_as_tag=True):
        """Run an optimizer, or the result of a database, at `position`, in modes that select one of its tags.

        Parameters
        ----------
        name : str
            Not taken yet; a mode can include and exclude it.
        obj : Optimizer or DB
        position : float or "last"
        *tags : str
            ``"fast_run"`` and ``"fast_compile"`` are the modes of these names.

        Raises
        ------
        ValueError
            If the name is taken.

        Examples
        --------
        >>> import tensorgraph as theano
        >>> from tensorgraph.gof import optimizer
        >>> @optimizer
        ... def count_nodes(fgraph):
        ...     print(len(fgraph.apply_nodes), "nodes")
        >>> theano.compile.optdb.register("count_nodes", count_nodes, 0.5, "counting")
        >>> x = theano.tensor.dscalar("x")
        >>> f = theano.function([x], x * 2 + 1, mode=theano.Mode().including("counting"))
        2 nodes
        >>> theano.compile.optdb.unregister("count_nodes")
        """
        if not isinstance(obj, (DB, Optimizer)):
            raise TypeError(f"Object cannot be registered in OptDB: {obj!r}")
        if name in self:
            raise ValueError(
                "The name of the object cannot be an existing tag or the name of another existing object: "
                f"{name!r} of {obj!r}"
            )
        if position == "last":
            position = max(filter(math.isfinite, self.__position__.values())) + 1
        if not isinstance(position, (int, float)):
            raise TypeError(f"the position of {name} is a number or 'last', not {position!r}")
        obj.name = name
        pipeline.register(position, name, _Registered(obj), *tags)

    def unregister(self, name):
        """Remove an optimizer that a program registered under a name."""
        kept = [entry for entry in pipeline.TABLE if entry[1] != name or not isinstance(entry[2], _Registered)]
        if len(kept) == len(pipeline.TABLE):
            raise KeyError(f"no program registered '{name}'")
        pipeline.TABLE[:] = kept

    def add_tags(self, name, *tags):
        self._change_tags(name, lambda old: (*old, *tags))

    def remove_tags(self, name, *tags):
        self._change_tags(name, lambda old: tuple(tag for tag in old if tag not in tags))

    def _change_tags(self, name, change):
        if name not in self:
            raise KeyError(f"Nothing registered for '{name}'")
        for i, (position, entry, function, tags) in enumerate(pipeline.TABLE):
            if entry == name:
                pipeline.TABLE[i] = position, entry, function, change(tags)

    def __contains__(self, name):
        return any(name == entry or name in tags for _, entry, _, tags in pipeline.TABLE)

    def __getitem__(self, name):
        for _, entry, function, _ in pipeline.TABLE:
            if entry == name:
                if isinstance(function, _Registered):
                    return function.obj
                return StageDB(function.name) if isinstance(function, pipeline.Stage) else Entry(entry, function)
        if name in STAGES:
            return StageDB(name)
        raise KeyError(f"Nothing registered for '{name}'")

    def query(self, *tags, **kwtags):
        """Return the entries that the tags select as one :class:`Optimizer`."""
        return Asked(as_tags(tags, kwtags))

    def print_summary(self, stream=sys.stdout):
        """Write positions, names and tags to `stream`."""
        print(self, file=stream)

    def __str__(self):
        lines = (f"  {position} {name} {' '.join(tags)}" for position, name, _, tags in pipeline.TABLE)
        return "\n".join(["SequenceDB", *lines])


class _Registered:
    """A user's optimizer or database as a pass of the table."""

    def __init__(self, obj):
        self.obj = obj

    @property
    def parts(self):
        """The names and tags in a database."""
        return self.obj.labels() if isinstance(self.obj, DB) else ()

    def __call__(self, fgraph, query):
        obj = self.obj
        if isinstance(obj, DB):
            obj = obj.query(query.subquery.get(obj.name, query.without_extras()))
        obj.optimize(fgraph)


optdb = Table()


def _register_in(stage):
    def register(lopt, *tags, **kwargs):
        if isinstance(lopt, str):
            # used with tags only, as a decorator
            return lambda inner: register(inner, lopt, *tags, **kwargs)
        name = kwargs.pop("name", None) or getattr(lopt, "__name__", None) or lopt.name
        StageDB(stage).register(name, lopt, "fast_run", *tags, **kwargs)
        return lopt

    register.__name__ = f"register_{stage}"
    register.__doc__ = f"""Let a local optimizer take part in the stage {stage!r}; also a decorator.

    Parameters
    ----------
    lopt : LocalOptimizer
    *tags : str
        Tags beside ``"fast_run"`` and the stage's.
    name : str, optional
    """
    return register


register_useless = _register_in("useless")
register_canonicalize = _register_in("canonicalize")
register_stabilize = _register_in("stabilize")
register_specialize = _register_in("specialize")
register_uncanonicalize = _register_in("uncanonicalize")
# there is one device
register_specialize_device = register_specialize

__all__ = [
    "BuiltIn", "StageDB", "optdb", "register_canonicalize", "register_specialize",
    "register_specialize_device", "register_stabilize", "register_uncanonicalize", "register_useless",
]
