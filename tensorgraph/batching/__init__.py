"""Batching: a graph of one example, as a graph of many.

``rulebook.py`` has the table of rules and the walk that applies them; the files of ``families`` fill it when it is
first used. Rules of operations that lie above this layer stand with them.
"""

from .rulebook import Given, NotBatched, batches, rule_of

__all__ = ["Given", "NotBatched", "batches", "rule_of"]
