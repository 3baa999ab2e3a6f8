"""The operations of the tables of ``tests/gradient``, exported to JAX: values and gradients."""

import jax
import numpy as np
import pytest
from jax_agreement import TABLE, UNTRACED, Case, check, check_all

TRACED = [name for name in TABLE if name not in UNTRACED]


@pytest.mark.parametrize("first", range(0, len(TRACED), 20), ids=lambda i: TRACED[i])
def test_traced(first):
    """Twenty at a time."""
    check_all({name: (*TABLE[name], name != "slope of expm") for name in TRACED[first : first + 20]})


# they take seconds to compile
SLOW = ("expm", "slope of expm", "ctc", "lu", "least squares", "eigenvalues of a pair")


BATCHED = [name for name in TRACED if name not in SLOW][::2]


@pytest.mark.parametrize("first", range(0, len(BATCHED), 40), ids=lambda i: BATCHED[i])
def test_batched(first):
    """Values of a batch of two, of every second operation."""
    cases = {name: Case(*TABLE[name], slopes=False) for name in BATCHED[first : first + 40]}
    batches = {name: [np.stack([p, p]) for p in case.arrays] for name, case in cases.items()}

    def together(values):
        return {name: case.of_arrays(*values[name]) for name, case in cases.items()}

    found = jax.jit(jax.vmap(together))(batches)
    for name, case in cases.items():
        for row in found[name]:
            case.compare([row], name=name)


@pytest.mark.parametrize("name", UNTRACED)
def test_untraced(name):
    check(*TABLE[name], traced=False)
