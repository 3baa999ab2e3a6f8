"""The operations of the tables of ``tests/gradient``, exported to JAX: values and gradients."""

import pytest
from jax_agreement import TABLE, UNTRACED, check


@pytest.mark.parametrize("name", [name for name in TABLE if name not in UNTRACED])
def test_traced(name):
    check(*TABLE[name])


@pytest.mark.parametrize("name", UNTRACED)
def test_untraced(name):
    check(*TABLE[name], traced=False)
