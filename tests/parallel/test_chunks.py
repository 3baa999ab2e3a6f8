"""Rows of arrays in files and in memory: what is sent, and what is read."""

import pickle

import numpy as np
import pytest
from executors import AtOnce, chunks, model, processes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.parallel import map_over, row_chunks, sum_over
from tensorgraph.parallel.chunk import FileRows, as_sent, equal_parts, read

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def a_file(folder, array, offset):
    path = folder / "data.bin"
    path.write_bytes(b"x" * offset + array.tobytes())
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.integers(1, 9000), columns=st.integers(1, 5), offset=st.sampled_from([0, 8, 128, 4096, 70_000]),
    dtype=st.sampled_from(["float64", "float32", "int8", ">f4", "complex128"]), data=st.data(),
)  # fmt: skip
def test_slices_of_maps(tmp_path, rows, columns, offset, dtype, data):
    """A slice of a slice of a map is read from the place in the file where it is."""
    array = np.arange(rows * columns).reshape(rows, columns).astype(dtype)
    mapped = np.memmap(a_file(tmp_path, array, offset), dtype, "r", offset, array.shape)
    first = data.draw(st.integers(0, rows))
    last = data.draw(st.integers(first, rows))
    again = data.draw(st.integers(0, last - first))
    sent = as_sent(mapped[first:last][again:])
    assert len(sent) == last - first - again and (isinstance(sent, FileRows) or not len(sent))
    assert len(pickle.dumps(sent)) < 600
    found = read(pickle.loads(pickle.dumps(sent)))
    assert type(found) is np.ndarray and np.array_equal(found, array[first:last][again:])


def test_what_is_no_part_of_a_file_is_sent(tmp_path):
    array = np.arange(60.0).reshape(12, 5)
    path = a_file(tmp_path, array, 0)
    private = np.memmap(path, float, "c", 0, array.shape)
    private[3] = 7
    mapped = np.memmap(path, float, "r", 0, array.shape)
    for part in (private, private[2:], mapped[::2], mapped[:, :3], mapped[::-1], mapped.T, mapped + 1, array):
        assert as_sent(part) is part


def test_a_change_of_a_map_is_seen(tmp_path):
    array = np.arange(60.0).reshape(12, 5)
    mapped = np.memmap(a_file(tmp_path, array, 0), float, "r+", 0, array.shape)
    mapped[3] = 7
    assert isinstance(as_sent(mapped), FileRows) and read(as_sent(mapped))[3, 0] == 7


def test_workers_read_files(tmp_path):
    array = np.concatenate(chunks(40))
    np.save(tmp_path / "x.npy", array)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    f = model()
    wanted = sum_over(f, row_chunks(array, rows=30), AtOnce())
    for executor in (AtOnce(), processes(2), processes(2, "spawn")):
        found = sum_over(f, row_chunks(mapped, rows=30), executor)
        assert all(np.array_equal(a, b) for a, b in zip(found, wanted))
    whole = list(map_over(f, [mapped, (mapped[5:],)], AtOnce()))
    assert np.array_equal(whole[0][0], f(array)[0]) and np.array_equal(whole[1][0], f(array[5:])[0])


@given(st.integers(1, 200), st.integers(1, 50))
def test_equal_parts(rows, n):
    array = np.arange(rows)
    parts = equal_parts((array, -array), n)
    assert len(parts) == min(n, rows) and np.array_equal(np.concatenate([a for a, b in parts]), array)
    assert {len(a) for a, b in parts} <= {rows // len(parts), rows // len(parts) + 1}
    assert all(np.array_equal(a, -b) for a, b in parts)


def test_mistakes():
    with pytest.raises(ValueError, match="rows="):
        list(row_chunks(np.zeros(3)))
    with pytest.raises(ValueError, match="rows=0"):
        list(row_chunks(np.zeros(3), rows=0))
    assert list(row_chunks(np.zeros((0, 2)), rows=3)) == []
    x = T.dvector("x")
    f = theano.function([x], x.sum())
    with pytest.raises(FileNotFoundError):
        list(map_over(f, [FileRows("/no/such/file", 0, np.dtype(float), (3,))], AtOnce()))
