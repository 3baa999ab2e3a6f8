"""Lengths and canonical forms of slices, known and symbolic, against Python's own."""

import numpy as np
import pytest
from reference import evaluate

import tensorgraph.tensor as T
from tensorgraph.scalar import int64
from tensorgraph.tensor.indexing.slices import get_canonical_form_slice, slice_length

BOUNDS = [None, -9, -3, -1, 0, 1, 2, 5, 9]
STEPS = [None, 1, 2, 3, 7, -1, -2, -3, -7]
LENGTHS = [0, 1, 2, 5]


def want(n, start, stop, step):
    return len(range(n)[slice(start, stop, step)])


@pytest.mark.parametrize("step", STEPS)
def test_length_of_known_slice(step):
    n = T.lscalar()
    for start in BOUNDS:
        for stop in BOUNDS:
            symbolic = slice_length(n, start, stop, step)
            for length in LENGTHS:
                assert slice_length(length, start, stop, step) == want(length, start, stop, step)
                got = symbolic if isinstance(symbolic, int) else evaluate(symbolic, {n: np.int64(length)})
                assert got == want(length, start, stop, step), (length, start, stop, step)


def test_length_of_symbolic_slice():
    n, start, stop, step = T.lscalar(), T.iscalar(), T.lscalar(), T.bscalar()
    graphs = {k: slice_length(n, start, stop, k) for k in (None, 1, 2, -1, -2)}
    every = slice_length(n, start, stop, step)
    for length in LENGTHS:
        for a in BOUNDS[1:]:
            for b in BOUNDS[1:]:
                given = {n: np.int64(length), start: np.int32(a), stop: np.int64(b)}
                for k, graph in graphs.items():
                    assert evaluate(graph, given) == want(length, a, b, k)
                for k in STEPS[1:]:
                    assert evaluate(every, {**given, step: np.int8(k)}) == want(length, a, b, k)


def test_length_makes_no_needless_nodes():
    n = T.lscalar()
    assert slice_length(n, None, None, None) is n
    assert str(slice_length(n, None, 3, None).owner.op) == "Elemwise{minimum,no_inplace}"


@pytest.mark.parametrize("symbolic", [False, True])
def test_canonical_form(symbolic):
    n = T.lscalar()
    bounds = T.lscalars(3)
    for length in LENGTHS:
        for a in BOUNDS:
            for b in BOUNDS[::2]:
                for k in STEPS:
                    given = {n: np.int64(length)}
                    parts = [a, b, k]
                    if symbolic:
                        given.update({v: np.int64(p) for v, p in zip(bounds, parts) if p is not None})
                        parts = [None if p is None else v for v, p in zip(bounds, parts)]
                    form, direction = get_canonical_form_slice(slice(*parts), n)
                    start, stop, step, direction = [
                        int(p if isinstance(p, int) else evaluate(p, given))
                        for p in (form.start, form.stop, form.step, direction)
                    ]
                    assert 0 <= start <= stop <= length and step > 0
                    assert list(range(start, stop, step))[::direction] == list(range(length)[slice(a, b, k)])


def test_canonical_index():
    n, i = T.lscalar(), T.iscalar()
    for value in (-3, 0, 2):
        form, direction = get_canonical_form_slice(i, n)
        assert evaluate(form, {n: np.int64(4), i: np.int32(value)}) == value % 4 and direction == 1
    assert get_canonical_form_slice(int64("i"), n)[1] == 1


def test_zero_step():
    with pytest.raises(ValueError, match="step cannot be zero"):
        slice_length(T.lscalar(), None, None, 0)
