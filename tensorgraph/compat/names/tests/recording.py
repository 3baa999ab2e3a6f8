"""``theano.tests.record``: record the values of a run and compare them in the next one."""

import numpy as np

from ....debugging.monitormode import MonitorMode
from ....printing import hex_digest

__all__ = ["MismatchError", "Record", "RecordMode"]


class MismatchError(Exception):
    """A run differs from what was recorded."""


class Record:
    """Lines that are written to a file, or compared with the lines of a file.

    Parameters
    ----------
    file_object : file, optional
    file_path : str, optional
        A file to open, if there is no `file_object`.
    replay : bool
        Whether to compare.

    Examples
    --------
    >>> import io
    >>> from tensorgraph.tests.record import Record
    >>> file = io.StringIO()
    >>> Record(file).handle_line("first")
    >>> Record(io.StringIO(file.getvalue()), replay=True).handle_line("second")
    Traceback (most recent call last):
      ...
    tensorgraph.compat.names.tests.recording.MismatchError: Replay detected mismatch. ...
    """

    def __init__(self, file_object=None, file_path=None, replay=False):
        if file_object is None:
            if file_path is None:
                raise ValueError("a Record needs a file_object or a file_path")
            file_object = open(file_path, "r" if replay else "w")  # noqa: SIM115 - it stays open
        self.file, self.replay, self.count = file_object, replay, 0

    def handle_line(self, line):
        """Write a line, or raise MismatchError if it is not the next one."""
        line = line.rstrip("\n")
        self.count += 1
        if not self.replay:
            self.file.write(line + "\n")
            return
        wanted = self.file.readline()
        if wanted.rstrip("\n") != line or not wanted:
            raise MismatchError(
                f"Replay detected mismatch. I wanted to write: {line!r}, which is not\n"
                f"line {self.count}: {wanted.rstrip(chr(10))!r}"
            )


class RecordMode(MonitorMode):
    """A mode that records a digest of each value that a function computes.

    Parameters
    ----------
    record : Record, optional
        By default one made of the other arguments.
    **kwargs
        As of :class:`Record`.
    """

    def __init__(self, record=None, **kwargs):
        super().__init__(post_func=self.note)
        self.record = Record(**kwargs) if record is None else record

    def note(self, i, node, fn):
        """Record the lines of a node that has run."""
        self.record.handle_line(f"node {i}: {node.op}")
        for name, cells in (("input", fn.inputs), ("output", fn.outputs)):
            for k, cell in enumerate(cells):
                value = cell[0]
                is_array = isinstance(value, (np.ndarray, np.number))
                digest = hex_digest(np.asarray(value)) if is_array else type(value).__name__
                self.record.handle_line(f"  {name} {k}: {digest}")
