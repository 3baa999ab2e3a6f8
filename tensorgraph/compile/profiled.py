"""Functions that time their steps."""

import time

from ..config import config
from .callable import Function

_clock = time.perf_counter


class ProfiledFunction(Function):
    """A function with a ``ProfileStats``; made where ``profile`` asks for one."""

    def __init__(self, maker, containers, name=None):
        super().__init__(maker, containers, name)
        self.unusual = True  # every call comes by `call`
        self._inner = 0.0
        self._ignores = config.profiling.ignore_first_call
        if self.profile.flag_time_thunks:
            self.measure()
        self._before = self.measured()
        self.profile.attach(self)

    def call(self, args, kwargs):
        """Call with timing."""
        begin = _clock()
        inner = self._inner
        try:
            return super().call(args, kwargs)
        finally:
            if self._ignores:
                self._ignores = False
                self.forget_times()
            else:
                self.profile.note_call(_clock() - begin, self._inner - inner)

    def execute(self, args, given=None):
        """Call with one value per input slot, and `given` values for some shared slots, with timing."""
        begin = _clock()
        try:
            return super().execute(args, given)
        finally:
            self._inner += _clock() - begin

    def forget_times(self):
        """Reset the times."""
        self._before = self.measured()

    # ------------------------------------------------------------- by node

    def node_times(self):
        """Return ``{node: (seconds, runs)}`` for the nodes of ``maker.fgraph`` that have steps."""
        found = {}
        for (node, _), (seconds, runs) in zip(self._steps(), self.step_times()):
            if node is not None:
                spent, times = found.get(node, (0.0, 0))
                found[node] = spent + seconds, max(times, runs)
        return found

    def step_times(self):
        """Return ``(seconds, runs)`` of each step."""
        return [
            (seconds - old, runs - before)
            for (seconds, runs), (old, before) in zip(self.measured(), self._before)
        ]

    def node_kernels(self):
        """Return for each of these nodes True if it runs on kernels only."""
        found = {}
        for node, kind in self._steps():
            if node is not None:
                found[node] = found.get(node, True) and kind != "python"
        return found

    def _steps(self):
        """Return for each step its node, or None, and its kind."""
        maker = self.maker
        order = maker.fgraph.toposort()
        return [(order[step.node] if step.node >= 0 else None, step.kind) for step in self.program.steps]

    def variable_layouts(self):
        """Return ``{variable: (shape, strides)}`` of the last call, for variables of ``maker.fgraph``."""
        maker, layouts = self.maker, self.layouts()
        fgraph = maker.fgraph
        order = fgraph.toposort()
        slots = dict(zip(fgraph.inputs, range(len(fgraph.inputs))))
        for node, reads in zip(order, maker.reads):
            slots.update((v, slot) for v, slot in zip(node.inputs, reads) if slot >= 0)
        new = dict(self.program.updates)
        updated = [new.get(i, i) for i, spec in enumerate(maker.inputs) if spec.update is not None]
        for v, slot in zip(fgraph.outputs, [*self.program.outputs, *updated]):
            slots.setdefault(v, slot)
        found = {v: layouts[slot] for v, slot in slots.items() if layouts[slot] is not None}
        for node in order:
            arrays = [v for v in node.inputs if hasattr(getattr(v, "data", None), "strides")]
            found.update((v, (v.data.shape, v.data.strides)) for v in arrays)
        return found
