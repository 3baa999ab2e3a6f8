"""A result that the caller lets go is memory for the next one, whatever the caller did to it before."""

import warnings
import weakref

import numpy as np
import pytest
from families import FAMILIES
from inspection import kinds_of, outputs_of

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.kinds import HOMES


def set_shape(r):
    r.shape = (-1, *[1] * (r.ndim % 3))


def set_strides(r):
    r.strides = (0,) * r.ndim


def set_dtype(r):
    r.dtype = {8: "int64", 4: "int32", 1: "uint8", 2: "int16", 16: "int64"}[r.itemsize]


def swap_bytes(r):
    r.dtype = r.dtype.newbyteorder()


def freeze(r):
    r.setflags(write=False)


def shrink(r):
    r.resize((1,) if r.size else (0,), refcheck=False)


def shrink_to_nothing(r):
    r.resize((0,), refcheck=False)


def grow(r):
    r.resize((r.size * 3 + 100,), refcheck=False)


def grow_and_shrink(r):
    shape = r.shape
    r.resize((r.size * 3 + 5000,), refcheck=False)
    r.resize(shape, refcheck=False)


def give_state(r):
    r.__setstate__((1, (2,), np.dtype("int16"), False, b"abcd"))


def fill(r):
    r[...] = 77


def nothing(r):
    pass


CHANGES = [
    set_shape, set_strides, set_dtype, swap_bytes, freeze, shrink, shrink_to_nothing, grow, grow_and_shrink, give_state,
    fill, nothing,
]

KEEPERS = {
    "nothing": lambda r: None,
    "weak reference": weakref.ref,
    "view": lambda r: r[...],
    "element view": lambda r: r.ravel()[:1].view() if r.flags.c_contiguous else r.T,
    "memoryview": memoryview,
    "buffer": lambda r: np.frombuffer(r, np.uint8) if r.flags.c_contiguous else memoryview(r),
    "base": lambda r: r[...].base,
}


def described(outputs):
    return [(r.shape, r.strides, r.dtype, r.flags.writeable, r.tobytes()) for r in outputs]


def call(sample):
    """The outputs of a call that finds the state that the first one found."""
    for variable, value in zip(sample.shared, sample.state):
        variable.set_value(value)
    return outputs_of(sample.function(*sample.args))


class State:
    """A sample and what its shared variables hold at first."""

    def __init__(self, name):
        sample = FAMILIES[name]()
        self.function, self.args, self.shared = sample
        self.state = [variable.get_value() for variable in self.shared]


@pytest.mark.parametrize("name", FAMILIES)
def test_changed_results(name):
    """Each result of each family, changed in each way that NumPy has, leaves nothing behind."""
    sample = State(name)
    call(sample)
    expected = described(call(sample))
    for change in CHANGES:
        for k in range(len(expected)):
            results = call(sample)
            result = results[k]
            del results
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # some ways are deprecated
                try:
                    change(result)
                except (ValueError, TypeError, AttributeError):
                    pass  # not this layout or dtype
            del result
            again = call(sample)
            assert described(again) == expected, (change.__name__, k)


@pytest.mark.parametrize("keep", KEEPERS)
@pytest.mark.parametrize("name", FAMILIES)
def test_kept_results(name, keep):
    """Results that a caller still holds do not change; weak references are told that a result is gone."""
    sample = State(name)
    call(sample)
    expected = described(call(sample))
    for k in range(len(expected)):
        results = call(sample)
        kept = KEEPERS[keep](results[k])
        before = kept.tobytes() if isinstance(kept, (memoryview, np.ndarray)) else None
        del results
        again = call(sample)
        assert described(again) == expected
        if before is not None:
            assert kept.tobytes() == before
        elif keep == "weak reference":
            assert kept() is None or not any(kept() is r for r in again)


def test_families_have_all_kinds_of_steps():
    found = {kind for build in FAMILIES.values() for kind in kinds_of(build().function.program)}
    # views and their like, which these stand for, and what only graphs of PyTensor have
    rare = {"shape", "first_rows", "logsoftmax_grad", "convolve", "qz", "solve_tridiagonal"}
    assert set(HOMES) - found <= rare


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_changed_state(change):
    """The value of a shared variable that the caller had and changed is not used again as it was."""
    s, v = theano.shared(np.zeros(4), "s"), T.dvector("v")
    mode = theano.compile.get_default_mode().excluding("inplace")
    f = theano.function([v], updates=[(s, s + v)], mode=mode)
    for _ in range(3):
        f(np.ones(4))
    old = s.get_value(borrow=True)
    f(np.ones(4))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        change(old)
    del old
    for n in range(5, 9):
        f(np.ones(4))
        value = s.get_value(borrow=True)
        assert value.shape == (4,) and value.dtype == "float64" and value.flags.writeable and (value == n).all()


def test_reshape_that_is_a_view_only_sometimes():
    """The array of an earlier copy is not taken for one of the layout that a view had since."""
    x, n = T.dmatrix("x"), T.lscalar("n")
    f = theano.function([x, n], T.exp(x).T.reshape((n,)))
    for rows, columns in [(2, 3), (1, 8), (4, 2), (1, 5000), (50, 100), (2, 3)]:
        z = np.arange(rows * columns, dtype=float).reshape(rows, columns) / 100
        np.testing.assert_allclose(f(z, rows * columns), np.exp(z).T.ravel())
