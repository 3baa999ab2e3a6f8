"""Profiles of calls by step: a table, JSON, and a trace that Perfetto and Chrome open."""

import json
from typing import NamedTuple

from ..graph.messages.called import cut
from ..misuse import Guessing, guess_in_class
from .tabular import Table, line_text
from .work import peak_bytes, step_bytes, step_flops

_MOST = 60  # characters of a formula


class Timed(NamedTuple):
    """A step and its work.

    Attributes
    ----------
    row : Row
    seconds : float
        A call, on average.
    runs : int
    flops, nbytes : int or None
    """

    row: object
    seconds: float
    runs: int
    flops: int | None
    nbytes: int


class Inner(NamedTuple):
    """A step inside of another one.

    Attributes
    ----------
    row : Row
    seconds : float
        A call, on average.
    runs : float
        A call, on average: for a loop that always runs them, its number of steps.
    share : float
        Part of the time of all steps beside it, from 0 to 1.
    """

    row: object
    seconds: float
    runs: float
    share: float


class Inside(NamedTuple):
    """The times of steps inside of others, from calls of their own.

    Attributes
    ----------
    calls : int
    times : list of list
        For each outer step ``(seconds, runs, the same of the steps inside)`` of each inner one.
    ways : list of str
        For each outer step how its loop runs where it is not timed, if not one step after the other.
    """

    calls: int
    times: list
    ways: list


@guess_in_class
class CallProfile(Guessing, Table):
    """The time of calls by steps; made by ``f.profile()``.

    Parameters
    ----------
    function : Function
        Whose steps were timed.
    name : str
    rows : list of Row
    times : list of (float, int)
        Seconds and runs of each step.
    calls : int
    seconds : float
        Of all calls.
    inside : Inside, optional
        The times of steps inside of loops.

    Attributes
    ----------
    steps : list of Timed
        In order of execution.
    inside : dict of str to list of Inner
        By the number of an outer step those inside of it, with those inside of them.
    peak : int
        The most bytes of intermediate arrays at once.
    """

    def __init__(self, function, name, rows, times, calls, seconds, inside=None):
        self.name, self.calls, self.seconds = name, calls, seconds
        program, layouts = function.program, function.layouts()
        outer = [row for row in rows if "." not in row.number]
        self.steps = [
            Timed(
                row, spent / max(calls, 1), runs, step_flops(step, program.slots, layouts),
                step_bytes(step, program.slots, layouts),
            )
            for row, step, (spent, runs) in zip(outer, program.steps, times)
        ]
        self.inside = {row.number: [] for row in outer}
        self.note = ""
        if inside is not None:
            found = {row.number: row for row in rows}
            for row, inner in zip(outer, inside.times):
                self.inside[row.number] = list(_inner(found, f"{row.number}.", inner, max(inside.calls, 1)))
            self.note = _note(inside, outer)
        self.peak = peak_bytes(program, layouts)

    def as_dict(self):
        """Return the profile as lists and dicts of plain values."""
        return {
            "function": self.name, "calls": self.calls, "seconds": self.seconds, "peak_bytes": self.peak,
            "steps": [
                {
                    "step": int(step.row.number), "kernel": step.row.kind, "computes": step.row.formula,
                    "seconds_per_call": step.seconds, "runs": step.runs, "flops": step.flops, "bytes": step.nbytes,
                    "reads": step.row.reads, "writes": step.row.writes, "in_place": step.row.in_place,
                    "lines": [[p.filename, p.line, p.source] for p in step.row.lines],
                    "inside": [
                        {
                            "step": inner.row.number, "kernel": inner.row.kind, "computes": inner.row.formula,
                            "seconds_per_call": inner.seconds, "runs_per_call": inner.runs, "share": inner.share,
                        }
                        for inner in self.inside[step.row.number]
                    ],
                }
                for step in self.steps
            ],
            "note": self.note,
        }

    def json(self, path=None):
        """Return the profile as JSON text, or write it to a file.

        Parameters
        ----------
        path : str or path-like, optional
        """
        return _written(json.dumps(self.as_dict(), indent=1), path)

    def chrome_trace(self, path=None):
        """Return a trace of the average call, for https://ui.perfetto.dev and chrome://tracing, or write it to a file.

        A step inside of a loop is one event below that of the loop, as long as all its runs; where such steps were
        timed one by one and take longer than the loop, their events are shortened in proportion, and the times that
        were measured are among the arguments.

        Parameters
        ----------
        path : str or path-like, optional
        """
        events = [{"name": "process_name", "ph": "M", "pid": 1, "tid": 1, "args": {"name": self.name}}]
        begin = 0.0
        for step in self.as_dict()["steps"]:
            duration = 1e6 * step["seconds_per_call"]
            kept = {key: step[key] for key in ("runs", "flops", "bytes", "reads", "writes", "in_place", "lines")}
            events += [_event(step, begin, duration, kept), *_nested(step["inside"], step["step"], begin, duration)]
            begin += duration
        return _written(json.dumps({"traceEvents": events, "displayTimeUnit": "ns"}), path)

    def cells(self):
        """Return the head and the lines of the table."""
        total = sum(step.seconds for step in self.steps) or 1.0
        heads = ["us a call", "%", "runs", "GFLOP/s", "GB/s", "kernel", "computes", "from"]
        lines = []
        for step in sorted(self.steps, key=lambda step: -step.seconds):
            rate = [f"{x / step.seconds / 1e9:.1f}" if x and step.seconds else "" for x in (step.flops, step.nbytes)]
            lines.append([
                f"{1e6 * step.seconds:.2f}", f"{100 * step.seconds / total:.1f}",
                f"{step.runs / max(self.calls, 1):.4g}", *rate, step.row.kind, cut(step.row.formula, _MOST),
                line_text(step.row.lines),
            ])
            for inner in self.inside[step.row.number]:
                depth = "  " * inner.row.number.count(".")
                lines.append([
                    f"{depth}{1e6 * inner.seconds:.2f}", f"{depth}{100 * inner.share:.1f}", f"{inner.runs:.4g}", "", "",
                    depth + inner.row.kind, cut(inner.row.formula, _MOST), line_text(inner.row.lines),
                ])
        return heads, lines

    @property
    def title(self):
        """The function, its calls, the mean time and the peak of memory."""
        return (
            f"{self.name}: {self.calls} calls, {1e6 * self.seconds / max(self.calls, 1):.2f} us each; "
            f"intermediate arrays take {self.peak / 1024:.1f} KiB at most{self.note and chr(10)}{self.note}"
        )


def _event(step, begin, duration, kept):
    return {
        "name": cut(step["computes"], _MOST), "cat": step["kernel"], "ph": "X", "ts": begin, "dur": duration,
        "pid": 1, "tid": 1, "args": kept,
    }


def _nested(steps, number, begin, duration):
    """Yield the events of steps inside of step `number`, one after the other, and of those inside of them."""
    own = [step for step in steps if step["step"].rpartition(".")[0] == str(number)]
    total = 1e6 * sum(step["seconds_per_call"] for step in own)
    scale, end = min(1.0, duration / total) if total else 1.0, begin + duration
    for step in own:
        # rounding must not let one end after what it is inside of
        length = min(scale * 1e6 * step["seconds_per_call"], end - begin)
        kept = {key: step[key] for key in ("step", "runs_per_call", "seconds_per_call", "share")}
        yield _event(step, begin, length, kept)
        yield from _nested(steps, step["step"], begin, length)
        begin += length


def _inner(rows, prefix, times, calls):
    """Yield the steps inside of one, in order of execution."""
    total = sum(seconds for seconds, _, _ in times) or 1.0
    for k, (seconds, runs, inside) in enumerate(times):
        yield Inner(rows[f"{prefix}{k}"], seconds / calls, runs / calls, seconds / total)
        yield from _inner(rows, f"{prefix}{k}.", inside, calls)


def _note(inside, outer):
    """Return how the indented lines were timed."""
    if not any(inside.times):
        return ""
    text = (
        f"indented: steps inside of others, timed one by one in {inside.calls} further calls; their % are parts of "
        "what is inside"
    )
    ways = {}
    for row, way in zip(outer, inside.ways):
        if way:
            ways.setdefault(way, []).append(row.number)
    for way, numbers in ways.items():
        steps = "steps" if len(numbers) > 1 else "step"
        text += f"; {steps} {', '.join(numbers)} otherwise run {way}: their inner times may add up to more"
    return text


def _written(text, path):
    if path is None:
        return text
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return None
