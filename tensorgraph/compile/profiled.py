"""Functions that note how long their steps take."""

import time

from ..config import config
from .callable import Function

_clock = time.perf_counter


class ProfiledFunction(Function):
    """A function with a :class:`ProfileStats`; made where ``profile`` asks for one."""

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
        """A call, timed."""
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

    def execute(self, args):
        """A call with one value for each input slot, timed."""
        begin = _clock()
        try:
            return super().execute(args)
        finally:
            self._inner += _clock() - begin

    def forget_times(self):
        """Start counting anew."""
        self._before = self.measured()

    # ------------------------------------------------------------- by node

    def node_times(self):
        """``{node: (seconds, runs)}`` for the nodes that steps belong to."""
        order = self.maker.fgraph.toposort()
        found = {}
        for step, (seconds, runs), (old, before) in zip(self.program.steps, self.measured(), self._before):
            if step.node < 0:
                continue
            spent, times = found.get(order[step.node], (0.0, 0))
            found[order[step.node]] = spent + seconds - old, max(times, runs - before)
        return found

    def node_kernels(self):
        """Whether each of these nodes runs on kernels only."""
        order = self.maker.fgraph.toposort()
        found = {}
        for step in self.program.steps:
            if step.node >= 0:
                node = order[step.node]
                found[node] = found.get(node, True) and step.kind != "python"
        return found

    def variable_layouts(self):
        """``{variable: (shape, strides)}`` of the last call."""
        found = {}
        layouts = self.layouts()
        order = self.maker.fgraph.toposort()
        slots = dict(zip(self.maker.fgraph.inputs, range(len(self.maker.fgraph.inputs))))
        for node, reads in zip(order, self.maker.reads):
            slots.update((v, slot) for v, slot in zip(node.inputs, reads) if slot >= 0)
        new = dict(self.program.updates)
        updated = [new.get(i, i) for i, spec in enumerate(self.maker.inputs) if spec.update is not None]
        for v, slot in zip(self.maker.fgraph.outputs, [*self.program.outputs, *updated]):
            slots.setdefault(v, slot)
        for v, slot in slots.items():
            if layouts[slot] is not None:
                found[v] = layouts[slot]
        for node in order:
            found.update((v, (v.data.shape, v.data.strides)) for v in node.inputs if hasattr(v, "data"))
        return found
