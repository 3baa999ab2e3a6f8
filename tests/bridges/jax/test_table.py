"""The operations of the tables of ``tests/gradient``, exported to JAX: values and gradients."""

import pytest
from jax_agreement import TABLE, UNTRACED, check, check_all

TRACED = [name for name in TABLE if name not in UNTRACED]


@pytest.mark.parametrize("first", range(0, len(TRACED), 20), ids=lambda i: TRACED[i])
def test_traced(first):
    """Twenty at a time."""
    check_all({name: TABLE[name] for name in TRACED[first : first + 20]})


@pytest.mark.parametrize("name", UNTRACED)
def test_untraced(name):
    check(*TABLE[name], traced=False)
