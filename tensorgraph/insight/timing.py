"""Profiles of calls by step: a table, JSON, and a trace that Perfetto and Chrome open."""

import json
from typing import NamedTuple

from ..graph.messages.called import cut
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


class CallProfile(Table):
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

    Attributes
    ----------
    steps : list of Timed
        In order of execution.
    peak : int
        The most bytes of intermediate arrays at once.
    """

    def __init__(self, function, name, rows, times, calls, seconds):
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
        self.inside = {row.number: [r for r in rows if r.number.startswith(row.number + ".")] for row in outer}
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
                    "inside": [[row.kind, row.formula] for row in self.inside[step.row.number]],
                }
                for step in self.steps
            ],
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

        Parameters
        ----------
        path : str or path-like, optional
        """
        events = [{"name": "process_name", "ph": "M", "pid": 1, "tid": 1, "args": {"name": self.name}}]
        begin = 0.0
        for step in self.as_dict()["steps"]:
            duration = 1e6 * step["seconds_per_call"]
            kept = {key: step[key] for key in ("runs", "flops", "bytes", "reads", "writes", "in_place", "lines")}
            events.append({
                "name": cut(step["computes"], _MOST), "cat": step["kernel"], "ph": "X", "ts": begin, "dur": duration,
                "pid": 1, "tid": 1, "args": kept,
            })
            begin += duration
        return _written(json.dumps({"traceEvents": events, "displayTimeUnit": "ns"}), path)

    def cells(self):
        """Return the head and the lines of the table."""
        total = sum(step.seconds for step in self.steps) or 1.0
        heads = ["us a call", "%", "GFLOP/s", "GB/s", "kernel", "computes", "from"]
        lines = []
        for step in sorted(self.steps, key=lambda step: -step.seconds):
            rate = [f"{x / step.seconds / 1e9:.1f}" if x and step.seconds else "" for x in (step.flops, step.nbytes)]
            lines.append([
                f"{1e6 * step.seconds:.2f}", f"{100 * step.seconds / total:.1f}", *rate, step.row.kind,
                cut(step.row.formula, _MOST), line_text(step.row.lines),
            ])
        return heads, lines

    @property
    def title(self):
        """The function, its calls, the mean time and the peak of memory."""
        return (
            f"{self.name}: {self.calls} calls, {1e6 * self.seconds / max(self.calls, 1):.2f} us each; "
            f"intermediate arrays take {self.peak / 1024:.1f} KiB at most"
        )


def _written(text, path):
    if path is None:
        return text
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return None
