"""Objects are put back as they were."""

import numpy as np
import pytest
import scipy.sparse

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
