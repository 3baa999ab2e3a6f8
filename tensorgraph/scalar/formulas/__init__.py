"""Formulas that stand for operations where no kernel or loop of theirs serves: composites of others."""

from . import complextrig  # noqa: F401
