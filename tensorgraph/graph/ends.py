"""Declaration of how a function uses the inputs and outputs of its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .variable import Variable


class Ends(NamedTuple):
    """The use that a function makes of the inputs and outputs of its graph.

    Attributes
    ----------
    borrowed : sequence of bool
        For each result whether it may be memory of the function. Results are the first outputs of the graph, followed
        by updates.
    updated : sequence of Variable
        The inputs in which the updates are stored.
    shared : collection of Variable
        Members of `updated` whose arrays only the function holds: if it replaces one, it may give the old one away.
    lent : collection of Variable
        The inputs whose memory may be given out where a result is borrowed.
    """

    borrowed: Sequence[bool]
    updated: Sequence[Variable] = ()
    shared: Collection[Variable] = ()
    lent: Collection[Variable] = ()
