"""Loops over rows, windows and runs, and draws, each against its NumPy twin; every kernel has a twin."""

import ctypes
import itertools
from pathlib import Path

import numpy as np
import pytest

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import FAMILIES, twin
from tensorgraph.scalar import KERNEL_CODES
from tensorgraph.scalar.dtypes import integer_dtypes
from tensorgraph.tensor.random.mrg31k3p import SCALES

DTYPES = {"f32": "float32", "f64": "float64"}


def call(family, name, isa, *arguments):
    """Call a kernel, and return its integer, if it has one; arrays are given by address, and integers as sizes."""
    kernel = dispatch.module(family, isa).kernels()[name]
    given = [
        ctypes.c_void_p(a.ctypes.data) if isinstance(a, np.ndarray)
        else ctypes.c_float(a) if isinstance(a, np.float32)
        else ctypes.c_double(a) if isinstance(a, np.float64)
        else ctypes.c_ssize_t(a)
        for a in arguments
    ]
    return ctypes.CFUNCTYPE(ctypes.c_int, *map(type, given))(kernel)(*given)


def some(dtype, *shape, seed=0):
    """Return integral values, whose sums and products are exact, in a dtype."""
    return np.random.default_rng(seed).integers(-3, 4, shape).astype(dtype)


@pytest.mark.parametrize("width", [0, 1, 7, 12, 32, 33, 60, 300])
@pytest.mark.parametrize("name", ["rows_dot", "rows_sub", "rows_mul", "rows_combine", "rows_times", "rows_outer"])
def test_rows(name, width, code, isa):
    name = f"{name}_{code}"
    a = some(DTYPES[code], 5, width)
    b = some(DTYPES[code], *(a.shape if "dot" in name else a.shape[1:] if "times" in name else a.shape[:1]), seed=1)
    a = a[0] if "outer" in name else a
    want = twin("dense_rows", name)(a, b)
    z = np.full_like(want, 9)
    call("dense_rows", name, isa, z, a, b, width, 5)
    np.testing.assert_array_equal(z, want)


@pytest.mark.parametrize("width", [0, 1, 7, 32, 100])
def test_add_rows(width, code, isa):
    """Rows that overlap, and one row twice."""
    dtype = np.dtype(DTYPES[code])
    o, a, places = some(dtype, 400), some(dtype, 6, width, seed=1), np.array([0, 3, 200, 3, 300, 201])
    want = twin("dense_rows", f"add_rows_{code}")(o, places, a, 2)
    starts = places * dtype.itemsize
    call("dense_rows", f"add_rows_{code}", isa, o, starts, a, a.strides[0], dtype.type(2), width, len(a))
    np.testing.assert_array_equal(o, want)


@pytest.mark.parametrize("n", [0, 1, 33, 300])
@pytest.mark.parametrize("how", ["argmax", "argmin"])
@pytest.mark.parametrize("dtype", ["float32", "float64", *integer_dtypes])
def test_across(dtype, how, n, isa):
    """Ties, and columns with several nan; of integers also those whose sign bit is set."""
    rows = some(dtype, 12, n)
    if dtype[0] == "f":
        rows[np.random.default_rng(2).random(rows.shape) < 0.1] = np.nan
    name = f"across_{how}_{KERNEL_CODES[dtype]}"
    want_best, want_place = rows[0], np.zeros(n, f"int{8 * rows.itemsize}")
    best, place = want_best.copy(), want_place.copy()
    for number in range(1, len(rows)):
        want_best, want_place = twin("dense_rows", name)(want_best, want_place, rows[number], number)
        call("dense_rows", name, isa, best, place, rows[number], number, n)
        np.testing.assert_array_equal(best, want_best)
        np.testing.assert_array_equal(place, want_place)
    if n:
        np.testing.assert_array_equal(place, getattr(rows, how)(axis=0))


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("n", [0, 1, 17, 64])
def test_windows(n, step, size, code, isa):
    dtype = DTYPES[code]
    row = (n + 5) * step + size
    kernels = {
        "window_divide": ((n,), (n,), (n,), (1,)),
        "window_spread": ((row,), (n,)),
        "window_add": ((row,), (n,)),
        "window_add_where": ((row,), (row,), (n,), (n,)),
        "window_pick": ((n,), (row,), (n,), (row,)),
    }
    assert {f"{name}_{code}" for name in kernels} == {
        name for name in dispatch.module("windows").kernels() if name.endswith(code)
    }
    for name, shapes in kernels.items():
        o, *operands = (some(dtype, *shape, seed=seed) for seed, shape in enumerate(shapes))
        if name == "window_divide":
            operands = [operands[0], 2 ** abs(operands[1]), np.array([4], dtype)]
            want = twin("windows", name)(*operands)
        else:
            sizes = (size, step) if name == "window_spread" else (step,)
            want = twin("windows", name)(o, *operands, *sizes)
        call("windows", f"{name}_{code}", isa, o, *(operands + [o] * 3)[:3], n, size, step)
        np.testing.assert_array_equal(o, want, err_msg=name)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 33, 100])
def test_places_of_indices(n, isa):
    """Set and added, with negative indices; one that is out of bounds at either end is told."""
    indices = np.arange(n) % 10 - 5
    want = twin("runs", "place_indices")(indices, 5, 40)
    for wrong in (None, -6, 5, -(2**63), 2**63 - 1):
        for at in (0, n // 2, n - 1) if n else ():
            given, places = indices.copy(), np.full(n, 3)
            given[at] = given[at] if wrong is None else wrong
            for times in (1, 2):
                bad = call("runs", "place_indices", isa, places, given, n, 5, 40, 5, times > 1)
                assert bad == (wrong is not None)
                assert bad or (places == times * want).all()
    assert not call("runs", "place_indices", isa, want, indices, 0, 5, 40, 5, False)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 7, 8, 11, 15, 16, 24, 31, 32, 33, 63, 64, 65, 300])
def test_runs_from_a_table(n, isa):
    """Runs of all numbers of bytes between which they are copied in other ways; nothing is written behind the last."""
    rng = np.random.default_rng(n)
    table = rng.integers(0, 256, (20, n + 3)).astype("uint8")
    rows = rng.integers(0, 20, 50)
    matrix = np.full(50 * n + 64, 9, "uint8")
    call("runs", "gather_runs", isa, matrix, table, rows * table.strides[0], n, len(rows))
    np.testing.assert_array_equal(matrix[: 50 * n].reshape(50, n), twin("runs", "gather_runs")(table[:, :n], rows))
    assert (matrix[50 * n :] == 9).all()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, 15, 16, 31, 255, 256, 300])
def test_runs(n, code, isa):
    """Runs of all lengths between which they are copied in other ways."""
    image = some(DTYPES[code], 6, n + 3)
    runs = image[:, :n]
    matrix = np.full(runs.size, 9, image.dtype)
    call("runs", "copy_runs", isa, matrix, image, image.strides[0], n * image.itemsize, len(runs))
    np.testing.assert_array_equal(matrix, twin("runs", "copy_runs")(runs))
    spread = np.full(runs.size + 64 // image.itemsize, 9, image.dtype)
    kernel = f"spread_runs_{image.itemsize}"
    call("runs", kernel, isa, spread, image, image.strides[0], n, len(runs))
    np.testing.assert_array_equal(spread[: runs.size], twin("runs", kernel)(image[:, 0], n))
    want = image.copy()
    want[:, :n] = twin("runs", f"add_runs_{code}")(runs, matrix)
    call("runs", f"add_runs_{code}", isa, image, image.strides[0], matrix, n, len(runs))
    np.testing.assert_array_equal(image, want)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("size", [1, 2, 4, 8])
@pytest.mark.parametrize("m", [0, 1, 3, 4, 5, 7, 8, 9, 16, 23])
def test_turned_copies(m, size, isa):
    """Columns as rows, of all remainders of a tile; nothing is written beside them."""
    rng = np.random.default_rng(m)
    for n in 0, 1, 4, 5, 8, 13, 24:
        source = rng.integers(0, 2**31, (n, m + 2)).astype(f"uint{8 * size}")
        # the last one ends with the memory
        source = source if n % 2 else source[:, 2:]
        out = np.full((m + 1, n + 3), 9, source.dtype)
        call("runs", f"turn_{size}", isa, out, out.strides[0], source, source.strides[0], m, n)
        np.testing.assert_array_equal(out[:m, :n], twin("runs", f"turn_{size}")(source[:, :m]))
        assert (out[m:] == 9).all() and (out[:, n:] == 9).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("size", [1, 2, 4, 8])
@pytest.mark.parametrize("step", [-3, -2, -1, 0, 1, 2, 3, 4, 5])
def test_picked_elements(step, size, isa):
    """At equal distances, of all remainders of a vector; nothing is written behind the last."""
    for n in 0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 64, 100:
        for shift in (0, size // 2):
            # which may begin at half of their size
            memory = np.random.default_rng(n).integers(0, 256, 600 * size + shift).astype("uint8")
            whole = memory[shift:].view(f"V{size}")
            source = whole[-1 if step < 0 else 0 :: step] if step else np.repeat(whole[:1], 600)
            out = np.full(n + 1, 9, f"uint{8 * size}")
            call("runs", f"pick_{size}", isa, out, memory[shift + (599 * size if step < 0 else 0) :], step * size, n)
            np.testing.assert_array_equal(out[:n].view(source.dtype), twin("runs", f"pick_{size}")(source, n))
            assert out[n] == 9


def rows_in(memory, row, step, rows, n, size, at_end):
    """Rows of n elements that begin or end with an array of bytes, as bytes, and the offset of the first element."""
    places = np.add.outer(np.arange(rows) * row, np.arange(n) * step)
    start = len(memory) - int(places.max()) - size if at_end else -int(places.min())
    return start, memory[np.add.outer(start + places, np.arange(size))].reshape(rows, n * size)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("size", [1, 2, 4, 8])
@pytest.mark.parametrize("row", [-12, -3, 1, 4, 13, 40])
def test_shuffled_rows(row, size, isa):
    """Rows that one window holds, of all distances; nothing is written behind them but what is spare."""
    memory = np.random.default_rng(size).integers(0, 256, 5000).astype("uint8")
    unit, window = (4, dispatch.module("shuffles", isa).word_window()) if size >= 4 and row % 4 == 0 else (1, 16)
    for n, rows in itertools.product({*range(1, 16 // size + 1), window // size}, (1, 5, 33)):
        most = (window - size) // max(n - 1, 1) // unit * unit
        for step in {-most, -size, -unit, 0, unit, size, most} & {*range(-most, most + 1)}:
            for at_end, spare in itertools.product((False, True), (0, window)):
                start, source = rows_in(memory, row, step, rows, n, size, at_end)
                want = twin("shuffles", "shuffle_rows")(source)
                out = np.full(len(want) + spare + 1, 9, "uint8")
                call("shuffles", "shuffle_rows", isa, out, memory[start:], row, step, rows, n, size, spare)
                np.testing.assert_array_equal(out[: len(want)], want)
                assert out[-1] == 9


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("size", [1, 2, 4, 8])
@pytest.mark.parametrize("row", [-52, 0, 7, 300])
def test_shuffled_runs(row, size, isa):
    """Rows of any length, dense or apart; nothing is written between them."""
    memory = np.random.default_rng(size).integers(0, 256, 9000).astype("uint8")
    words = dispatch.module("shuffles", isa).word_window()
    for n, step in itertools.product((1, 5, 16, 17, 40, 100), (-7, -3, -2, -1, 1, 2, 3, 4, 6, 9)):
        step *= 1 if abs(step) == 3 else size
        if abs(step) + size > (16 if (row | step | size) & 3 else words):
            continue
        for at_end, gap in itertools.product((False, True), (0, 3)):
            start, source = rows_in(memory, row, step, 3, n, size, at_end)
            want = twin("shuffles", "shuffle_runs")(source)
            out = np.full((3, n * size + gap), 9, "uint8")
            call("shuffles", "shuffle_runs", isa, out, out.strides[0], memory[start:], row, step, 3, n, size)
            np.testing.assert_array_equal(out[:, : n * size], want)
            assert (out[:, n * size :] == 9).all()


@pytest.mark.parametrize("n", [0, 1, 8, 1000])
def test_draws(n, code, isa):
    """Words below both moduli, the largest among them."""
    words = np.random.default_rng(n).integers(0, 2**31 - 21069, (4, n), dtype="uint32")
    words[:, : n // 8] = 2**31 - 21070
    draws, x, y = twin("draws", f"mrg_{code}")(*words)
    z = np.zeros(n, DTYPES[code])
    call("draws", f"mrg_{code}", isa, z, *words, n)
    np.testing.assert_array_equal(z, draws.astype(z.dtype) * SCALES[DTYPES[code]])
    np.testing.assert_array_equal(words[1], x)
    np.testing.assert_array_equal(words[3], y)


def test_a_draw_is_never_zero():
    """Equal words give the modulus."""
    draws, x, y = twin("draws", "mrg_f64")([0], [0], [0], [0])
    assert (draws, x, y) == (2**31 - 1, 0, 0)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_kernel_has_a_twin(family):
    for name in dispatch.module(family).kernels():
        assert callable(twin(family, name))


def test_every_family_is_listed():
    """Each module that is compiled per instruction set holds kernels, and has a file of twins."""
    sources = Path(dispatch.__file__).parent.glob(f"_*_{dispatch.isa}.*")
    assert {path.name.split(f"_{dispatch.isa}")[0][1:] for path in sources} == {*FAMILIES}
