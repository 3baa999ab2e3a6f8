"""Loops: ``jax.lax.scan`` over the steps.

A state carries the rows that its taps reach back to; a buffer that gradients add up in is carried whole. A loop that
stops early goes on without computing: its outputs keep their full length, and their number of rows is known where JAX
does not trace.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from ....scan.op import Scan
from ....scan.rewriting.firstrows import FirstRows
from ..conversion import converts
from ..evaluation import TracedGraph
from ..knowledge import Stopped, array, is_concrete, number, refusal


class Carried(NamedTuple):
    """The values that a step hands on: buffers, windows of states, shared variables, whether the loop goes on."""

    buffers: list
    windows: list
    shared: list
    goes_on: Any
    steps: Any


@converts(Scan)
def convert_scan(node, *values):
    op = node.op
    n = number(node, values[0], "the number of steps of a loop")
    if n < 0:
        raise IndexError(f"the loop {op.name} was asked to run for a negative number of steps: {n}")
    rows = _sequences(op, values, n)
    states = [*op.outer_mitsot(values), *op.outer_sitsot(values)]
    depths = op.depths[op.n_mit_mot : op.n_outs]
    kept = [number(node, v, "the number of rows that a loop keeps") for v in op.outer_nitsot(values)]
    types = [v.type.dtype for v in node.outputs]
    starts = [array(v, types[op.n_mit_mot + i])[:depth] for i, (v, depth) in enumerate(zip(states, depths))]
    first = Carried(
        [array(v, types[i]) for i, v in enumerate(op.outer_mitmot(values))], starts,
        [array(v, d) for v, d in zip(op.outer_shared(values), types[op.n_outs + op.n_nit_sot :])], jnp.array(True),
        jnp.array(0, "int32"),
    )
    step = _step_of(node, list(op.outer_non_seqs(values)))
    body = _unless_stopped(step) if op.as_while else step
    last, made = jax.lax.scan(body, first, (jnp.arange(n), rows), length=n)
    finished = _finished(node, last, made, starts, [len(v) for v in states], kept, n)
    return [*last.buffers, *finished, *last.shared]


def _sequences(op, values, n):
    """Return the rows that the steps read."""
    rows = []
    for i, seq in enumerate(op.outer_seqs(values)):
        if seq.shape[0] < n:
            raise ValueError(
                f"the loop {op.name} was asked for {n} steps, but its sequence {i} is shorter than the required number "
                f"of steps: it has shape {seq.shape}"
            )
        rows.append(array(seq)[:n])
    return rows


def _step_of(node, others):
    """Return a step as a function of what is carried and the number and the rows of the step."""
    op = node.op
    graph = TracedGraph(op.inputs, op.outputs)

    def step(carried, given):
        i, rows = given
        read = []
        for k, (buffer, taps) in enumerate(zip(carried.buffers, op.mitmot_taps())):
            read += [buffer[(i + op.depths[k] + tap) % buffer.shape[0]] for tap in taps]
        for window, taps in zip(carried.windows, op.tap_array[op.n_mit_mot :]):
            read += [window[window.shape[0] + tap] for tap in taps]
        results = graph(*rows, *read, *carried.shared, *others)
        following = iter(results)
        buffers = []
        for k, (buffer, taps) in enumerate(zip(carried.buffers, op.mitmot_out_taps())):
            for tap in taps:
                buffer = buffer.at[(i + op.depths[k] + tap) % buffer.shape[0]].set(array(next(following), buffer.dtype))
            buffers.append(buffer)
        windows, made = [], []
        for window in carried.windows:
            row = array(next(following), window.dtype)
            if row.shape != window.shape[1:]:
                raise ValueError(
                    f"a state of the loop {op.name} has rows of shape {window.shape[1:]}, but a step made one of shape "
                    f"{row.shape}"
                )
            windows.append(jnp.concatenate([window[1:], row[None]]))
            made.append(row)
        made += [array(next(following), v.type.dtype) for v in op.inner_nitsot_outs(op.outputs)]
        shared = [array(next(following), old.dtype) for old in carried.shared]
        goes_on = array(next(following)) == 0 if op.as_while else carried.goes_on
        return Carried(buffers, windows, shared, goes_on, carried.steps + 1), made

    return step


def _unless_stopped(step):
    """Return a step that does nothing once the loop has stopped."""

    def body(carried, given):
        shapes = jax.eval_shape(step, carried, given)[1]

        def rest():
            return carried, [jnp.zeros(row.shape, row.dtype) for row in shapes]

        return jax.lax.cond(carried.goes_on, lambda: step(carried, given), rest)

    return body


def _finished(node, last, made, starts, lengths, kept, n):
    """Return the buffers of states and the other outputs after the loop."""
    op, results = node.op, []
    lengths = [*lengths, *kept]
    for k, rows in enumerate(made):
        start = starts[k] if k < len(starts) else rows[:0]
        whole, length = jnp.concatenate([start, rows]), lengths[k]
        used = len(start) + n
        if op.as_while:
            if length < used:
                raise refusal(node, "a loop that may stop keeps fewer rows than it makes")
            results.append(_stopped(whole, len(start) + last.steps))
        elif length < used:
            results.append(whole[used - length :])
        else:
            # the rows that a truncated gradient leaves out
            results.append(jnp.pad(whole, [(0, length - used)] + [(0, 0)] * (whole.ndim - 1)))
    return results


def _stopped(rows, length):
    return rows[: int(length)] if is_concrete(length) else Stopped(rows, length)


@converts(FirstRows)
def convert_first_rows(node, x, n):
    n = number(node, n, "the number of steps of a loop")
    if x.shape[0] < n:
        raise ValueError(
            f"the loop {node.op.loop} was asked for {n} steps, but its sequence {node.op.number} is shorter than the "
            f"required number of steps: it has shape {x.shape}"
        )
    return array(x)[:n]
