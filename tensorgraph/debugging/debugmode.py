"""A mode that verifies everything: it computes each operation twice and compares each rewrite with what it replaced.

A function of this mode computes, at each call, every variable that was ever in its graph, before and after each
rewrite, one node after the other on copies of its inputs. Then

(a) each value must belong to the type of its variable;
(b) a node may change and alias only the inputs that its ``destroy_map`` and ``view_map`` declare;
(c) the kernel of a node must give the same as its ``perform``, and the program as a whole the same as all of them;
(d) variables that replaced each other must have equal values.

When it is compiled, the graph is rewritten several times and the changes must be the same each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._kernels.machine.call._reading import Reading
from .._kernels.machine.call._vm import Machine
from ..compile.callable import Function
from ..compile.maker import FunctionMaker
from ..compile.mode import Mode, register_mode
from ..config import config
from ..graph.traverse import io_toposort
from ..graph.variable import Constant
from ..graph.wellformed import verify_fgraph
from ..rewriting.query import RULES
from ..scalar import ScalarType
from .debugerrors import (
    BadDestroyMap,
    BadOptimization,
    BadThunkOutput,
    BadViewMap,
    DebugModeError,
    InvalidValueError,
    StochasticOrder,
)
from .equivalence import EquivalenceTracker
from .explanation import explain
from .nodecheck import LAYOUTS, NodeCheck, approximately, check_value, copied

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "BadDestroyMap", "BadOptimization", "BadThunkOutput", "BadViewMap", "DebugMode", "DebugModeError",
    "InvalidValueError", "StochasticOrder",
]


class Alone:
    """A node as a graph, for the explanation of an error.

    Parameters
    ----------
    node : Apply
    """

    inputs = ()

    def __init__(self, node):
        self.node = node

    def toposort(self):
        """Return the node in a list."""
        return [self.node]

    def clients(self, v):
        """Return the readers of an output: none are known."""
        return []


class DebugFunction(Function):
    """A function that checks everything it does; made by :class:`DebugMode`."""

    def __init__(self, maker, containers, name=None):
        super().__init__(maker, containers, name)
        self.unusual = True  # every call comes by here
        self._checks = None
        self._machines = []  # that no call is using

    def execute(self, args, given=None):
        """Call with one value per input slot, and `given` values for some shared slots, by position."""
        containers = self.input_storage
        shared = [i for i, slot in enumerate(self.program.slots[: len(containers)]) if slot.kind == "shared"]
        places = {i: place for place, i in enumerate(shared)}
        while True:
            with Reading([containers[i].turn for i in shared], [containers[i].storage for i in shared]) as reading:
                held = dict(enumerate(reading.values))
                held.update(given or {})
                results, updates = self._checked(args, {i: held[place] for place, i in enumerate(shared)})
                new = {**(given or {}), **{places[i]: value for i, value in updates.items()}}
                # another thread may have changed what was read
                if not new or reading.store(new):
                    return self._packed(results)

    def _checked(self, args, held):
        """Return the outputs, and new values by input, given the values of the shared inputs."""
        maker, program, mode = self.maker, self.program, self.maker.mode
        fgraph = maker.fgraph
        values = {}
        for i, (slot, value) in enumerate(zip(program.inputs, args)):
            v, value = fgraph.inputs[slot], copied(self.convert(i, value))
            # programs have arrays for scalars too
            values[v] = value[()] if isinstance(v.type, ScalarType) and isinstance(value, np.ndarray) else value
        for i, value in held.items():
            values[fgraph.inputs[i]] = copied(value)
        given = dict(values)
        for v, value in values.items():
            check_value(v, value, mode, hint="Graph Input")
        self._compute(values)
        for replacement in maker.replacements:
            _check_replacement(replacement, values)
        results = [copied(v.data if isinstance(v, Constant) else values[v]) for v in fgraph.outputs]
        n = len(program.outputs)
        if mode.check_c_code:
            self._check_program(given, results, values)
        return results[:n], dict(zip(maker.updated, results[n:]))

    def _compute(self, values):
        """Compute and check every variable of the graph, now and before its rewrites, from its inputs."""
        if self._checks is None:
            self._checks = self.maker.checks()
        self._run(NodeCheck.run, values)

    def _run(self, method, values):
        """Run a method of all checks on `values`, which get what it returns."""
        for check in self._checks:
            try:
                outputs = method(check, values)
            except Exception as error:
                self._add_reason(error, check, values)
                raise
            values.update(zip(check.node.outputs, outputs))

    def _add_reason(self, error, check, values):
        """Add to an error the node that failed and the rewrites that introduced it."""
        maker, node = self.maker, check.node
        reasons = maker.reasons_of(node)
        if reasons and not isinstance(error, DebugModeError):
            error.args = (f"{error}\nThe node {node} was put in by the rewrites {', '.join(reasons)}.",)
        order = maker.fgraph.toposort()
        inputs = [None if isinstance(v, Constant) else values[v] for v in node.inputs]
        place = order.index(node) if node in order else 0
        explain(error, maker.fgraph if node in order else Alone(node), place, {place: inputs})

    def _check_program(self, given, results, values):
        """Check that the program that other modes would run gives the same results; `values` are those on the way."""
        program, fgraph = self.program, self.maker.fgraph
        try:
            # another thread, or a function that this one calls, needs another one
            machine, cells = self._machines.pop()
        except IndexError:
            cells = {i: [None] for i, slot in enumerate(program.slots) if slot.kind == "shared"}
            machine = Machine(program, cells)
        for i, cell in cells.items():
            cell[0] = copied(given[fgraph.inputs[i]])
        outputs = list(machine(*[copied(given[fgraph.inputs[slot]]) for slot in program.inputs]))
        outputs += [cells[target][0] for target in self.maker.updated]
        self._machines.append((machine, cells))
        for v, a, b in zip(fgraph.outputs, results, outputs):
            if not approximately(v, a, b):
                self._run(NodeCheck.run_again, values)
                raise BadThunkOutput(v, "perform of all nodes", a, "the program", b, list(given.values()))

    def _packed(self, results):
        pack = self._pack
        if pack == "single":
            return results[0]
        return dict(zip(pack, results)) if pack else results


def _check_replacement(replacement, values):
    old, new = replacement.old, replacement.new
    a, b = (v.data if isinstance(v, Constant) else values[v] for v in (old, new))
    if approximately(old, a, b):
        return
    rule = RULES.get(str(replacement.reason))
    if rule is not None and (rule.policy == "finite_only" or "stabilize" in rule.tags):
        # rules for finite values may lose an infinity or a nan, and stabilizing rules are meant to
        finite = np.isfinite(a)
        if a.shape == b.shape and approximately(old, a[finite], b[finite]):
            return
    raise BadOptimization(
        old, new, a, b, replacement.reason, replacement.old_graph, replacement.new_graph
    )


class DebugMaker(FunctionMaker):
    """A maker that rewrites a graph several times and records the changes.

    A pickled function checks its nodes as before, but not the rewrites.
    """

    tracker = None

    def __init__(self, *args, function_builder=DebugFunction, **kwargs):
        super().__init__(*args, function_builder=function_builder, **kwargs)

    def _rewrite(self, fgraph, updated):
        trials = [fgraph.clone() for _ in range(self.mode.stability_patience - 1)]
        self.tracker = self._tracked(fgraph, updated)
        for number, trial in enumerate(trials, start=1):
            difference = self.tracker.difference(self._tracked(trial, updated), number)
            if difference:
                raise StochasticOrder(difference)
        verify_fgraph(fgraph)

    def _tracked(self, fgraph, updated):
        tracker = EquivalenceTracker()
        fgraph.attach_feature(tracker)
        super()._rewrite(fgraph, updated)
        fgraph.remove_feature(tracker)
        return tracker

    @property
    def replacements(self):
        """The replacements of variables that were made."""
        return () if self.tracker is None else self.tracker.replacements

    @property
    def updated(self):
        """The positions of the inputs that a call updates, in the order of the updates."""
        return [i for i, spec in enumerate(self.inputs) if spec.update is not None]

    def reasons_of(self, node):
        """Return the rewrites that led to a node."""
        return [] if self.tracker is None else self.tracker.reasons_of(node)

    def checks(self):
        """Return, in order, an object for each node that was ever in the graph that computes and checks it."""
        fgraph = self.fgraph
        active = fgraph.apply_nodes
        ends = list(fgraph.outputs)
        if self.tracker is not None:
            ends += self.tracker.outputs
        order = io_toposort(fgraph.inputs, ends)
        used = {v for node in order for v in node.inputs}
        return [
            NodeCheck(node, self.mode, {i for i, v in enumerate(node.outputs) if v in used}, node in active)
            for node in order
        ]

    def __getstate__(self):
        return {**super().__getstate__(), "tracker": None}


class DebugMode(Mode):
    """Mode that runs every operation by its reference and by its kernel, and checks both, their maps and every rewrite.

    Parameters
    ----------
    optimizer : str, Query or None, optional
        Which rewrites to run and to check.
    stability_patience : int, optional
        How often a graph is rewritten, to see whether the same happens each time.
    check_c_code : bool, optional
        Whether kernels are run and compared.
    check_py_code : bool, optional
        Whether `perform` is run where there is a kernel.
    check_isfinite : bool, optional
        Whether nan and infinity are errors.
    check_preallocated_output : list of str, optional
        Compute into memory of these layouts too: ``"previous"``, ``"c_contiguous"``, ``"f_contiguous"``, ``"strided"``,
        ``"wrong_size"`` or ``"ALL"``.
    require_matching_strides : int, optional
        Accepted for Theano's sake.

    Raises
    ------
    DebugModeError
        One of its subclasses, when a function is compiled or called.

    Notes
    -----
    The defaults are the flags ``config.DebugMode``.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> f = theano.function([x], T.log(1 + x).sum(), mode="DEBUG_MODE")
    >>> f([0.0, 0.0])
    array(0.)
    >>> f([-1.0, 0.0])
    Traceback (most recent call last):
      ...
    tensorgraph.debugging.debugerrors.InvalidValueError: T.log(1 + x): x is (2,): InvalidValueError: non-finite ...
    ...
    """

    def __init__(
        self, optimizer: Any = "fast_run", stability_patience: int | None = None, check_c_code: bool | None = None,
        check_py_code: bool | None = None, check_isfinite: bool | None = None,
        check_preallocated_output: str | None = None, require_matching_strides: Any = None, linker: Any = None
    ) -> None:
        if linker is not None:
            raise Exception(f"DebugMode can only use its own linker! You should not provide one: {linker!r}")
        super().__init__("cvm", optimizer)
        flags = config.DebugMode
        self.stability_patience = flags.patience if stability_patience is None else stability_patience
        self.check_c_code = flags.check_c if check_c_code is None else check_c_code
        self.check_py_code = flags.check_py if check_py_code is None else check_py_code
        self.check_isfinite = flags.check_finite if check_isfinite is None else check_isfinite
        self.require_matching_strides = (
            flags.check_strides if require_matching_strides is None else require_matching_strides
        )
        if check_preallocated_output is None:
            check_preallocated_output = [name for name in flags.check_preallocated_output.split(":") if name]
        if "ALL" in check_preallocated_output:
            check_preallocated_output = LAYOUTS
        self.check_preallocated_output = [name for name in check_preallocated_output if name != "initial"]
        unknown = set(self.check_preallocated_output).difference(LAYOUTS)
        if unknown:
            raise ValueError(f"check_preallocated_output={sorted(unknown)}: there are {', '.join(LAYOUTS)} and ALL")
        if not (self.check_c_code or self.check_py_code):
            raise ValueError("DebugMode has to check at least one of c and py code")

    def function_maker(self, inputs, outputs, mode=None, **kwargs):
        """Return the :class:`DebugMaker` of a function."""
        return DebugMaker(inputs, outputs, self, **kwargs)

    def __str__(self):
        return f"DebugMode(linker={self.provided_linker}, optimizer={self.provided_optimizer})"


register_mode("DEBUG_MODE", DebugMode())
