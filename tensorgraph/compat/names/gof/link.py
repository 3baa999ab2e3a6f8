"""Linkers: a graph as a Python function that computes one node after the other, without rewrites.

Compiled functions do not need them. They serve programs that link a graph themselves,
``PerformLinker().accept(fgraph)``, or that name a linker for a :class:`tensorgraph.Mode`. As no code is compiled, all
of them run ``op.perform``.
"""

from ....compile.container import Container
from ....graph.perform import performing
from ....graph.variable import Constant

__all__ = [
    "CLinker", "Container", "DualLinker", "Linker", "LocalLinker", "OpWiseCLinker", "PerformLinker", "VM_Linker",
    "WrapLinker", "WrapLinkerMany", "map_storage", "streamline",
]


class Linker:
    """Base class of linkers, which turn a graph into a function.

    Parameters
    ----------
    allow_gc : bool
        Whether a call drops intermediate results; the results that are given out stay.
    schedule : callable, optional
        From a graph to its nodes in the order in which they run; ``fgraph.toposort`` by default.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.gof.link import PerformLinker
    >>> x = T.dscalar()
    >>> f = PerformLinker().accept(theano.FunctionGraph([x], [x + 1])).make_function()
    >>> float(f(2.0))
    3.0
    """

    name = "cvm"
    watch = None  # in functions: what runs instead of an op, ``watch(op, position, node)``

    def __init__(self, allow_gc=None, schedule=None):
        self.allow_gc = allow_gc is None or allow_gc
        self.fgraph = None
        self._schedule = schedule

    def clone(self, allow_gc=None):
        """Return a copy of this linker without a graph."""
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__, fgraph=None)
        if allow_gc is not None:
            new.allow_gc = allow_gc
        return new

    def accept(self, fgraph, no_recycling=None, profile=None):
        """Give this linker a graph and return it, or a new one if it has another graph already."""
        if self.fgraph is not None and self.fgraph is not fgraph:
            return self.clone().accept(fgraph, no_recycling, profile)
        self.fgraph = fgraph
        return self

    def schedule(self, fgraph):
        """Return the nodes of a graph in the order in which they run."""
        return fgraph.toposort() if self._schedule is None else self._schedule(fgraph)

    def make_all(self, input_storage=None, output_storage=None, storage_map=None):
        """Return ``(function without arguments, input containers, output containers, thunks, nodes)``."""
        fgraph = self.fgraph
        order = self.schedule(fgraph)
        inputs, outputs, storage = map_storage(fgraph, order, input_storage, output_storage, storage_map)
        thunks = [_thunk(node, storage) for node in order]
        given_out = {*fgraph.inputs, *fgraph.outputs}
        dropped = [
            storage[v] for node in order for v in node.outputs if v not in given_out
        ] if self.allow_gc else []  # fmt: skip
        return (
            streamline(fgraph, thunks, order, dropped),
            [Container(v, cell) for v, cell in zip(fgraph.inputs, inputs)],
            [Container(v, cell, readonly=True) for v, cell in zip(fgraph.outputs, outputs)],
            thunks,
            order,
        )

    def make_thunk(self, input_storage=None, output_storage=None, storage_map=None):
        """Return ``(function without arguments, input containers, output containers)``."""
        return self.make_all(input_storage, output_storage, storage_map)[:3]

    def make_function(self, unpack_single=True, **kwargs):
        """Return a function of the graph's inputs.

        Parameters
        ----------
        unpack_single : bool
            Whether a single output is given out bare.
        """
        run, inputs, outputs = self.make_thunk(**kwargs)

        def execute(*args):
            if len(args) != len(inputs):
                raise TypeError(f"Function call takes exactly {len(inputs)} arguments ({len(args)} given)")
            for container, value in zip(inputs, args):
                container.value = value
            run()
            values = [container.value for container in outputs]
            return values[0] if unpack_single and len(values) == 1 else values

        execute.thunk, execute.inputs, execute.outputs = run, inputs, outputs
        return execute


class LocalLinker(Linker):
    """A linker that computes one node after the other, as all of them do here."""


class PerformLinker(LocalLinker):
    """A linker that runs the NumPy references; as a mode's linker it makes functions do so."""

    name = "py"


class CLinker(Linker):
    """The linker that in Theano makes one C function of the whole graph."""


class OpWiseCLinker(LocalLinker):
    """The linker that in Theano makes one C function of each node.

    Parameters
    ----------
    fallback_on_perform, nice_errors
        Accepted for Theano's sake.
    allow_gc, schedule
        See :class:`Linker`.
    """

    def __init__(self, fallback_on_perform=True, allow_gc=None, nice_errors=True, schedule=None):
        super().__init__(allow_gc, schedule)


class DualLinker(Linker):
    """The linker that in Theano compares C with Python; here ``mode="DebugMode"`` compares kernels with references.

    Parameters
    ----------
    checker
        Accepted for Theano's sake.
    schedule
        See :class:`Linker`.
    """

    def __init__(self, checker=None, schedule=None):
        super().__init__(False, schedule)


class VM_Linker(LocalLinker):
    """The linker of compiled functions in Theano; as a mode's linker it selects this library's machine.

    Parameters
    ----------
    allow_gc, schedule
        See :class:`Linker`.
    callback : callable, optional
        ``callback(node, thunk, storage_map, compute_map)`` is called after each operation of a function.
    use_cloop, callback_input, lazy, c_thunks, allow_partial_eval
        Accepted for Theano's sake.
    """

    def __init__(
        self, allow_gc=None, use_cloop=False, callback=None, callback_input=None, lazy=None, schedule=None,
        c_thunks=None, allow_partial_eval=None,
    ):  # fmt: skip
        super().__init__(allow_gc, schedule)
        self.use_cloop, self.callback, self.callback_input, self.lazy = use_cloop, callback, callback_input, lazy
        self.c_thunks, self.allow_partial_eval = c_thunks, allow_partial_eval
        if callback is not None:
            self.watch = self._called_back

    def _called_back(self, op, position, node):
        def call_back(i, node, thunk):
            thunk()
            storage = dict(zip([*node.inputs, *node.outputs], [*thunk.inputs, *thunk.outputs]))
            self.callback(node, thunk, storage, {v: [True] for v in storage})

        return Wrapped(op, position, node, 1, [call_back])


class WrapLinkerMany(Linker):
    """A linker that runs the nodes of several linkers side by side, each through `wrappers`.

    Parameters
    ----------
    linkers : list of Linker
    wrappers : list of callable
        Called as ``wrapper(i, node, *thunks)`` for the i-th node, with the thunk of each linker; they must call them.
    """

    def __init__(self, linkers, wrappers):
        super().__init__(False)
        self.linkers, self.wrappers = linkers, wrappers

    def watch(self, op, position, node):
        """Return the operation that runs instead of `op` in a function."""
        return Wrapped(op, position, node, len(self.linkers), self.wrappers)

    def make_all(self, input_storage=None, output_storage=None, storage_map=None):
        made = [
            linker.clone(allow_gc=False).accept(self.fgraph).make_all(
                None if k else input_storage, None if k else output_storage
            )
            for k, linker in enumerate(self.linkers)
        ]  # fmt: skip
        order, inputs = made[0][4], [m[1] for m in made]

        def run():
            for first, *others in zip(*inputs):
                for other in others:
                    other.storage[0] = first.storage[0]
            for i, (node, *thunks) in enumerate(zip(order, *[m[3] for m in made])):
                for wrapper in self.wrappers:
                    wrapper(i, node, *thunks)

        return run, made[0][1], made[0][2], made[0][3], order


class Wrapped:
    """A wrapped operation in a user's function.

    Parameters
    ----------
    op : Op
    position : int
        Of its node in the function's order.
    node : Apply
        The node in the function's graph.
    number : int
        How many thunks the wrappers get.
    wrappers : list of callable
        As for :class:`WrapLinkerMany`.
    """

    def __init__(self, op, position, node, number, wrappers):
        self.op, self.position, self.node, self.number, self.wrappers = op, position, node, number, wrappers

    def __str__(self):
        return str(self.op)

    def __getstate__(self):
        # what is pickled must not hold the graph
        return {**self.__dict__, "node": None}

    def perform(self, node, inputs, output_storage):
        thunks = []
        for k in range(self.number):
            outputs = [[None] for _ in output_storage] if k else output_storage
            thunks.append(_performing_thunk(self.op.perform, node, [[value] for value in inputs], outputs))
        for wrapper in self.wrappers:
            wrapper(self.position, node if self.node is None else self.node, *thunks)


def WrapLinker(linkers, wrapper):
    """Return a :class:`WrapLinkerMany` with one wrapper."""
    return WrapLinkerMany(linkers, [wrapper])


def map_storage(fgraph, order, input_storage=None, output_storage=None, storage_map=None):
    """Return cells for the values of a graph, lists of one element.

    Returns
    -------
    input_storage, output_storage : list of list
    storage_map : dict
        From each variable to its cell.
    """
    storage = {} if storage_map is None else storage_map
    for ends, given in ((fgraph.inputs, input_storage), (fgraph.outputs, output_storage)):
        if given is not None and len(given) != len(ends):
            raise ValueError(f"{len(ends)} variables need as many cells, not {len(given)}")
        for v, cell in zip(ends, given or ()):
            storage.setdefault(v, cell)
    for v in [*fgraph.inputs, *(v for node in order for v in (*node.inputs, *node.outputs)), *fgraph.outputs]:
        if v not in storage:
            storage[v] = [v.data if isinstance(v, Constant) else None]
    return [storage[v] for v in fgraph.inputs], [storage[v] for v in fgraph.outputs], storage


def _thunk(node, storage):
    inputs = [storage[v] for v in node.inputs]
    outputs = [storage[v] for v in node.outputs]
    return _performing_thunk(performing(node.op).perform, node, inputs, outputs)


def _performing_thunk(run, node, inputs, outputs):
    def thunk():
        run(node, [cell[0] for cell in inputs], outputs)

    thunk.inputs, thunk.outputs = inputs, outputs
    return thunk


def streamline(fgraph, thunks, order, post_thunk_old_storage=None):
    """Return one function that runs `thunks` and then empties the cells of `post_thunk_old_storage`."""
    dropped = post_thunk_old_storage or ()

    def run():
        for thunk in thunks:
            thunk()
        for cell in dropped:
            cell[0] = None

    return run
