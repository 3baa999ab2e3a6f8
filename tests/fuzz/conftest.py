"""Fixtures of tests of random programs."""

import warnings

import pytest


@pytest.fixture(autouse=True)
def costs_may_be_flat():
    """Let a random cost be constant between jumps, of which ``grad`` warns."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the gradient of the cost")
        yield
