"""Functions of chains of numbers: the bits of the kernels over blocks."""

import ctypes

import numpy as np
import pytest
import ulp

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import elementwise

REAL = {"f32": ctypes.c_float, "f64": ctypes.c_double}
SPECIAL = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-310, 1e-40, 0.3, 2.5, -1.7, 700.0]


def split(name):
    """The kernel of a function, and the places of the operands that are the last number."""
    kernel, _, places = name.partition("_")[2].rpartition("_")
    return kernel, [int(place) for place in places]


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("code", REAL)
def test_chains(code, isa):
    functions, kernels, real = dispatch.module("chains", isa).kernels(), dispatch.kernels(isa), REAL[code]
    call_type = ctypes.CFUNCTYPE(real, real, ctypes.POINTER(ctypes.c_void_p))
    rng = np.random.default_rng(3)
    for name, address in functions.items():
        kernel, places = split(name)
        if not name.startswith("chain_") or not kernel.endswith(code):
            continue
        dtypes, result = elementwise.signature(kernel)
        for _ in range(12):
            last = np.asarray([rng.choice(SPECIAL)], real)
            operands = [np.asarray([rng.choice(SPECIAL)]) for _ in dtypes]
            operands = [(x > 0) if dtype == "bool" else x.astype(dtype) for x, dtype in zip(operands, dtypes)]
            operands = [last if k in places else x for k, x in enumerate(operands)]
            wanted, found = np.zeros((2, 1), result)
            addresses = [x.ctypes.data for x in operands]
            ulp.KERNEL(kernels[kernel])(wanted.ctypes.data, *addresses, *[None] * (4 - len(addresses)), 1)
            # what is passed on is not read from its row
            given = [None if k in places else address for k, address in enumerate(addresses)]
            rows = (ctypes.c_void_p * 6)(found.ctypes.data, *given)
            returned = call_type(address)(last[0], rows)
            np.testing.assert_array_equal(found, wanted, err_msg=name)
            expected = found[0] if result != "bool" else last[0]
            assert np.array_equal(np.asarray(returned, real), np.asarray(expected, real), equal_nan=True), name


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("code", REAL)
def test_steps(code, isa):
    """A recurrence of one operation: operands that lie apart, stay the same, or go backwards; no step at all."""
    functions, kernels, real = dispatch.module("chains", isa).kernels(), dispatch.kernels(isa), REAL[code]
    pointers, sizes = ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_ssize_t)
    call_type = ctypes.CFUNCTYPE(real, real, pointers, sizes, ctypes.c_ssize_t)
    rng = np.random.default_rng(4)
    names = [name for name in functions if name.startswith("steps_") and split(name)[0].endswith(code)]
    assert len(names) > 100
    for name in names:
        kernel, places = split(name)
        dtypes, _ = elementwise.signature(kernel)
        for n in (0, 1, 6):
            start = np.asarray(rng.choice(SPECIAL), real)
            found = np.full((n + 1, 2), 7.0, real)
            operands, rows, steps = [], [found.ctypes.data], [found.strides[0]]
            for k, dtype in enumerate(dtypes):
                values = rng.choice(SPECIAL, n + 1) if rng.random() < 0.5 else rng.uniform(-2, 2, n + 1)
                x = ((values > 0) if dtype == "bool" else values).astype(dtype)
                x = [x, x[::-1], np.broadcast_to(x[:1], n + 1)][rng.integers(3)]
                operands.append(x)
                rows.append(None if k in places else x.ctypes.data)
                steps.append(x.strides[0])
            last, wanted = start, []
            for i in range(n):
                now = [np.full(1, last, real) if k in places else x[i : i + 1].copy() for k, x in enumerate(operands)]
                z = np.zeros(1, real)
                addresses = [x.ctypes.data for x in now]
                ulp.KERNEL(kernels[kernel])(z.ctypes.data, *addresses, *[None] * (4 - len(addresses)), 1)
                wanted.append(last := z[0])
            rows = (ctypes.c_void_p * 6)(*rows)
            returned = call_type(functions[name])(start, rows, (ctypes.c_ssize_t * 6)(*steps), n)
            np.testing.assert_array_equal(found[:n, 0], np.asarray(wanted, real), err_msg=name)
            assert (found[n] == 7).all() and (found[:, 1] == 7).all(), name
            assert np.array_equal(np.asarray(returned, real), np.asarray(last, real), equal_nan=True), name
