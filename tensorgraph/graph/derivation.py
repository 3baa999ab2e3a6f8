"""The derivation of a gradient, kept with it and followed through copies of its graph.

A gradient is a graph like any other, but what it is the gradient *of* cannot be read off it. A rewrite that knows can
differentiate again, starting from a better form of the cost. The derivation of a copied gradient is expressed in copied
variables; they are looked up on demand, since most copies are never asked.
"""

from .traverse import ancestors, clone_get_equiv, clone_replace, io_toposort
from .variable import Constant


class Note:
    """A note on a gradient: ``v.derivation`` is a note and the index of the result."""

    def copied(self, memo, replaced=(), sharing=False):
        """Return the note for copies of the gradients; see :class:`CopiedDerivation` for the parameters."""
        return CopiedDerivation(self, memo, replaced, sharing)


class Derivation(Note):
    """A derivative, and how to take it again.

    Parameters
    ----------
    take : callable
        ``take(starts, wrt, constants, points)`` gives the results again, of other variables.
    starts, wrt : list of Variable
        What was differentiated, and with respect to what.
    constants : list of Variable
        Nothing flows back through these.
    points : list of Variable
        The other variables that were given, such as the gradients of the starts.
    """

    def __init__(self, take, starts, wrt, constants=(), points=()):
        self.take = take
        self.starts = list(starts)
        self.wrt = list(wrt)
        self.constants = list(constants)
        self.points = list(points)

    def resolve(self):
        """Return the derivation in terms of the graph that the results are in."""
        return self

    @property
    def parts(self):
        """The lists of variables."""
        return self.starts, self.wrt, self.constants, self.points

    @property
    def variables(self):
        """All variables that the derivation mentions."""
        return [*self.starts, *self.wrt, *self.constants, *self.points]

    def note_on(self, results):
        """Attach this derivation to the `results` that were computed by it, not to variables that were given."""
        given = set(self.variables)
        for k, v in enumerate(results):
            if v is not None and v.owner is not None and v not in given and v.derivation is None:
                v.derivation = self, k

    def between(self):
        """Return the variables between `wrt` and the starts, those of `wrt` that depend on others of it included."""
        moving, made = set(self.wrt), set()
        for node in io_toposort(self.constants, self.starts):
            if any(v in moving for v in node.inputs):
                moving.update(node.outputs)
                made.update(node.outputs)
        return made & set(ancestors(self.starts))

    def on(self, variables):
        """Return the same derivation of other `variables`, in the order of :attr:`variables`."""
        rest = iter(variables)
        parts = [[next(rest) for _ in part] for part in self.parts]
        return Derivation(self.take, *parts)


def _resolved(derivation):
    return NoDerivation() if derivation is None else derivation


class NoDerivation(Note):
    """The note on a gradient that cannot be taken again: with something replaced between, or of many examples."""

    def resolve(self):
        """Return None: there is no derivation."""


class CopiedDerivation(Note):
    """The derivation of a copied gradient.

    Parameters
    ----------
    original : Note
    memo : dict
        From variables to their copies.
    replaced : collection of Variable
        The keys of `memo` that something else stands for: they have no copy.
    sharing : bool
        Whether what is not in `memo` is the same in both graphs; otherwise it is copied when needed.
    """

    def __init__(self, original, memo, replaced, sharing):
        self.original = original
        self.memo = memo
        self.replaced = replaced
        self.sharing = sharing

    def __reduce__(self):
        # in the graph that is pickled, without that of the original
        return _resolved, (self.resolve(),)

    def resolve(self):
        """Return the derivation in terms of the copied graph, or None if the copy is no longer a gradient.

        Where a variable between the cost and `wrt` was replaced, the copy holds the derivative of the old one: it is
        not the gradient of the copied cost.
        """
        original, memo = self.original.resolve(), self.memo
        if original is None:
            return None
        replaced = set(self.replaced)
        if replaced and not replaced.isdisjoint(original.between()):
            return None
        if self.sharing:
            missing = [v for v in original.variables if v not in memo]
            # a start that had no copy is made of the copy of `wrt`, not of another one
            copies = dict(zip(missing, clone_replace(missing, {v: memo[v] for v in replaced}, memo)))
            return original.on([memo.get(v, copies.get(v)) for v in original.variables])
        clone_get_equiv([], original.variables, copy_inputs=False, memo=memo)
        return original.on([memo[v] for v in original.variables])


def derivations_of(nodes, inputs=None):
    """Return the derivations of the variables that `nodes` compute, to write them down with their graph.

    Parameters
    ----------
    nodes : list of Apply
    inputs : list of Variable, optional
        Those of the graph: derivations that need anything else are left out. By default, none is.

    Returns
    -------
    list of tuple
        Each derivation, and a list of its results, each a variable and its index among them.
    list of Apply
        The nodes that only the derivations need, in order.
    """
    results = {}
    for node in nodes:
        for v in node.outputs:
            if v.derivation is not None:
                note, k = v.derivation
                results.setdefault(note, []).append((v, k))
    found, more = [], {}
    known = set(nodes)
    for note, made in results.items():
        derivation = note.resolve()
        if derivation is None:
            continue
        needed = io_toposort(inputs or [], derivation.variables)
        leaves = [v for v in (*derivation.variables, *(w for node in needed for w in node.inputs)) if v.owner is None]
        if inputs is None or all(isinstance(v, Constant) or v in inputs for v in leaves):
            found.append((derivation, made))
            more.update((node, None) for node in needed if node not in known)
    return found, list(more)
