"""Objects are put back as they were."""

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from tensorgraph._kernels.machine.call import twister
from tensorgraph._kernels.machine.call.undo import undo_for


class Thing:
    """Something with attributes."""

    def __init__(self):
        self.parts = [1, 2]


CHANGES = {
    "RandomState": (
        lambda: np.random.RandomState(3), lambda r: r.normal(), lambda r: [*r.get_state()[1], *r.get_state()[2:]]
    ),
    "Generator": (lambda: np.random.default_rng(3), lambda r: r.normal(), lambda r: r.bit_generator.state),
    "list": (lambda: [1, [2]], lambda v: v[1].append(3), lambda v: v),
    "dict": (lambda: {1: [2]}, lambda v: v[1].append(3) or v.update({4: 5}), lambda v: v),
    "object": (Thing, lambda v: v.parts.append(3) or setattr(v, "more", 4), vars),
    "sparse": (
        lambda: scipy.sparse.csr_matrix([[1.0, 0.0, 2.0]]),
        lambda m: m.__setattr__("data", m.data * 0) or m.eliminate_zeros(),
        lambda m: [m.toarray().tolist(), m.nnz, m.shape],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_undo(name):
    make, change, look = CHANGES[name]
    value = make()
    before = look(make())
    assert look(value) == before
    undo = undo_for(value)
    change(value)
    assert look(value) != before
    undo()
    assert look(value) == before


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 700), max_size=4), st.booleans())
def test_states_are_those_of_numpy(seed, counts, pairs):
    """Wherever the words and the pairs of normal numbers stand."""
    generator = np.random.RandomState(seed)
    for count in counts:
        generator.standard_normal(count) if pairs else generator.random_sample(count)
    copied, state = twister.state_of(generator), generator.get_state(legacy=False)
    np.testing.assert_equal(copied, state)
    following = generator.standard_normal(700)
    generator.set_state(copied)
    np.testing.assert_array_equal(generator.standard_normal(700), following)


def test_states_are_copied_as_memory():
    """What the module expects of NumPy holds; else each draw takes 40 us more."""
    assert twister._is_as_expected()


@pytest.mark.parametrize("bits", [np.random.MT19937, np.random.PCG64, np.random.Philox])
def test_states_of_other_bits(bits):
    generator = np.random.RandomState(bits(3))
    state = twister.state_of(generator)
    following = generator.standard_normal(3)
    generator.set_state(state)
    np.testing.assert_array_equal(generator.standard_normal(3), following)
