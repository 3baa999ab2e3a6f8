"""Every operation of PyTensor against its own Python code."""

import importlib
import pkgutil

import pytensor_cases
import pytest
from pytensor_agreement import CASES, check

for module in pkgutil.iter_modules(pytensor_cases.__path__):
    importlib.import_module(f"pytensor_cases.{module.name}")


@pytest.mark.parametrize("name", CASES)
def test_operations(name):
    check(name)
