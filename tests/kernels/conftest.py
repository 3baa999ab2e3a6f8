"""Fixtures that repeat a test for each instruction set that can be used here, and for each dtype of floats."""

import pytest

from tensorgraph._kernels.loops import dispatch


@pytest.fixture(params=dispatch.supported())
def isa(request):
    return request.param


@pytest.fixture(params=["f32", "f64"])
def code(request):
    return request.param
