"""A slow machine in Python for programs of Python steps, the oracle of the compiled one."""

import numpy as np


class ReferenceMachine:
    """Calls a program, one ``op.perform`` after the other.

    It has the interface of ``_kernels.machine.call._vm.Machine``.

    Parameters
    ----------
    program : Program
        Of ``python`` and ``copy`` steps only.
    containers : mapping
        From shared slot to its container.
    node_info : object
        Kept for subclasses.
    pack : None, "single" or tuple of str
        A call returns the list of outputs, the only output, or a dict.
    """

    def __init__(self, program, containers=(), node_info=None, pack=None):
        self.program = program
        self.containers = containers
        self.node_info = node_info
        self.pack = pack

    def call(self, args, kwargs):
        """Handle a call that is not plain; subclasses add keywords and defaults."""
        if kwargs or len(args) != len(self.program.inputs):
            raise TypeError(f"expected {len(self.program.inputs)} arguments, got {len(args)}")
        return self.run(args)

    def __call__(self, *args, **kwargs):
        return self.call(args, kwargs)

    def convert(self, i, value):
        """Convert argument `i` to an array."""
        slot = self.program.slots[self.program.inputs[i]]
        return value if slot.dtype == "object" else np.asarray(value, dtype=slot.dtype)

    def on_error(self, node, exception, inputs):
        """Return the exception to raise when a step failed."""
        return exception

    def run(self, args):
        """Run the steps and store the updates; nothing is stored if a step fails."""
        program = self.program
        values = [slot.value for slot in program.slots]
        for i, (slot, value) in enumerate(zip(program.inputs, args)):
            values[slot] = self.convert(i, value)
        for i, slot in enumerate(program.slots):
            if slot.kind == "shared":
                values[i] = self.containers[i].storage[0]
        saved = {i: values[i].copy() for i in self._destroyed_shared() if hasattr(values[i], "copy")}
        step = None
        try:
            for step in program.steps:
                self._perform(step, values)
        except BaseException as exception:
            for i, value in saved.items():
                values[i][...] = value
            error = self.on_error(step.node, exception, [values[i] for i in step.inputs])
            if error is exception:
                raise
            raise error from exception
        for old, new in [(old, values[new]) for old, new in program.updates]:
            self.containers[old].storage[0] = new
        outputs = [values[i] for i in program.outputs]
        if self.pack == "single":
            return outputs[0]
        return dict(zip(self.pack, outputs)) if self.pack else outputs

    def _destroyed_shared(self):
        slots = self.program.slots
        destroyed = {step.inputs[i] for step in self.program.steps for i in step.inplace.values()}
        return {i for i in destroyed if slots[i].kind == "shared"}

    def _perform(self, step, values):
        if step.kind == "copy":
            values[step.outputs[0]] = values[step.inputs[0]].copy()
            return
        if step.kind != "python":
            raise ValueError(f"the reference machine runs Python steps, not a {step.kind} step")
        storage = [[None] for _ in step.outputs]
        step.params["op"].perform(step.params["node"], [values[i] for i in step.inputs], storage)
        for slot, cell in zip(step.outputs, storage):
            value = cell[0]
            if self.program.slots[slot].dtype != "object" and not isinstance(value, np.ndarray):
                value = np.asarray(value)
            values[slot] = value
