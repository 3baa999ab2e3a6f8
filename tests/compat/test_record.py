"""``theano.tests.record``: a function that computes something else is found out."""

import io

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tests.record import MismatchError, Record, RecordMode


def function(record):
    x = T.dvector("x")
    return theano.function([x], [T.exp(x).sum(), x], mode=RecordMode(record), name="f")


def test_a_function_is_followed():
    file = io.StringIO()
    record = Record(file)
    f = function(record)
    for value in (1.0, 2.0):
        record.handle_line(f"value {value}\n")
        f([value])
    again = Record(io.StringIO(file.getvalue()), replay=True)
    f = function(again)
    again.handle_line("value 1.0")
    f([1.0])
    again.handle_line("value 2.0")
    with pytest.raises(MismatchError, match="I wanted to write"):
        f([3.0])


def test_files(tmp_path):
    path = str(tmp_path / "record")
    first = Record(file_path=path)
    first.handle_line("a")
    first.file.close()
    again = RecordMode(file_path=path, replay=True).record
    again.handle_line("a")
    with pytest.raises(MismatchError):
        again.handle_line("b")
    again.file.close()
    with pytest.raises(ValueError, match="file_path"):
        Record()
