"""The reference implementation of a loop: a Python loop over the steps, which runs where no kernel does."""

import numpy as np

from .._kernels.machine.subprograms.trial import trial_row


class Buffer:
    """The rows of one state or output, as a ring buffer.

    A row is written in each step. Where the buffer is shorter than the loop needs, the oldest row is overwritten; the
    rows are put in order at the end.

    Parameters
    ----------
    array : ndarray or None
        The rows; None where the first step tells their shape.
    length : int
        How many rows there are.
    depth : int
        How many of them are there before the first step.
    what : str
        For errors.
    more : int
        How many rows must follow those.
    """

    def __init__(self, array, length, depth, what, more=0):
        if length - more < depth:
            initial = " initial" if more else ""
            raise ValueError(f"{what} has {length - more}{initial} rows, but its taps reach back {depth} steps")
        self.array = array
        self.length = length
        self.depth = depth
        self.what = what

    def read(self, step, tap):
        """Return the row that `tap` refers to in a step."""
        return self.array[(step + self.depth + tap) % self.length, ...]

    def write(self, step, tap, value):
        """Store a row made by a step."""
        if self.array is None:
            self.array = np.empty((self.length, *value.shape), value.dtype)
        if not self.length:
            return
        row = self.array[(step + self.depth + tap) % self.length, ...]
        if row.shape != value.shape:
            raise ValueError(
                f"{self.what} has rows of shape {row.shape}, but step {step} made one of shape {value.shape}"
            )
        row[...] = value

    def finish(self, steps, stopped):
        """Return the rows in order after `steps` steps; only those that were made if the loop stopped early."""
        used = steps + self.depth
        if used > self.length:
            first = used % self.length if self.length else 0
            if first:
                self.array[...] = np.roll(self.array, -first, axis=0)
        elif used < self.length:
            # the rows that a truncated gradient leaves out
            self.array[used:] = 0
            if stopped:
                self.array = self.array[:used]
        return self.array


def run(op, inputs, long=()):
    """Run a loop and return its outputs.

    Parameters
    ----------
    op : Scan
    inputs : list
        Values of the inputs of a node.
    long : sequence of int
        The states whose buffers must have room for the rows of all steps.

    Returns
    -------
    list
        Values of its outputs.

    Raises
    ------
    IndexError
        If the number of steps is negative.
    ValueError
        If a sequence or a buffer is too short, or a row does not have the shape of its buffer.
    """
    n_steps = int(inputs[0])
    if n_steps < 0:
        raise IndexError(f"the loop {op.name} was asked to run for a negative number of steps: {n_steps}")
    seqs = op.outer_seqs(inputs)
    for i, seq in enumerate(seqs):
        if seq.shape[0] < n_steps:
            raise ValueError(
                f"the loop {op.name} was asked for {n_steps} steps, but its sequence {i} is shorter than the required "
                f"number of steps: it has shape {seq.shape}"
            )
    buffers = _buffers(op, inputs, long)
    states, outputs = buffers[: op.n_outs], buffers[op.n_outs :]
    shared = list(op.outer_shared(inputs))
    others = list(op.outer_non_seqs(inputs))
    if n_steps == 0:
        _shape_of_nothing(op, seqs, states, shared, others, outputs)
    step, stopped = 0, False
    while step < n_steps and not stopped:
        rows = [buffer.read(step, tap) for buffer, taps in zip(states, op.tap_array) for tap in taps]
        try:
            made = op.fn(*[seq[step, ...] for seq in seqs], *rows, *shared, *others)
        except Exception as error:
            error.add_note(f"In step {step} of the loop {op.name}")
            raise
        k = 0
        for buffer, taps in zip(states, op.mitmot_out_taps()):
            for tap in taps:
                buffer.write(step, tap, made[k])
                k += 1
        for buffer in buffers[op.n_mit_mot :]:
            buffer.write(step, 0, made[k])
            k += 1
        shared = list(made[k : k + op.n_shared_outs])
        stopped = op.as_while and bool(made[-1])
        step += 1
    stopped = stopped and step < n_steps
    finished = [buffer.array if i < op.n_mit_mot else buffer.finish(step, stopped) for i, buffer in enumerate(buffers)]
    return [*finished, *shared]


def _buffers(op, inputs, long):
    """Return the buffers of the states, copied unless they may be overwritten, and of the other outputs."""
    states = [*op.outer_mitmot(inputs), *op.outer_mitsot(inputs), *op.outer_sitsot(inputs)]
    buffers = []
    for i, value in enumerate(states):
        array = value if i in op.destroy_map else value.copy()
        more = int(inputs[0]) if i in long else 0
        buffers.append(Buffer(array, len(array), op.depths[i], f"state {i} of the loop {op.name}", more))
    for i, length in enumerate(op.outer_nitsot(inputs)):
        buffers.append(Buffer(None, int(length), 0, f"output {i} of the loop {op.name}"))
    return buffers


def _shape_of_nothing(op, seqs, states, shared, others, outputs):
    """Set the shape of rows in a loop without steps: the one that a step makes of trial rows."""
    if not outputs:
        return
    arrays = [*seqs, *[buffer.array for buffer, taps in zip(states, op.tap_array) for _ in taps]]
    arguments = [*[trial_row(array.shape[1:], array.dtype) for array in arrays], *shared, *others]
    try:
        shapes = [value.shape for value in op.inner_nitsot_outs(op.fn(*arguments))]
    except IndexError:
        # of an empty array, whose shape is known all the same
        shapes = op.row_shapes(arguments)
    for buffer, shape, z in zip(outputs, shapes, op.inner_nitsot_outs(op.outputs)):
        buffer.array = np.zeros((buffer.length, *shape), z.type.dtype)
