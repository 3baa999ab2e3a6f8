"""Names of ``theano.scan_module.scan_opt``; the rewrites themselves are in :mod:`tensorgraph.scan.rewriting`."""

from ...graph.traverse import ancestors
from ...scan.rewriting.merge import kind, merge_loops
from ...scan.rewriting.outside import is_same_number

__all__ = ["ScanMerge"]


class ScanMerge:
    """A pass that merges independent loops with equally many steps.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dvectors("x", "y")
    >>> a, b = [theano.scan(lambda v: v + 1, v, n_steps=3)[0].owner for v in (x, y)]
    >>> ScanMerge().belongs_to_set(a, [b])
    True
    """

    def belongs_to_set(self, node, set_nodes):
        """Return True if the loop of a node can be merged with those of `set_nodes`."""
        numbers = {}
        return all(
            kind(node, numbers) == kind(other, numbers)
            and is_same_number(node.inputs[0], other.inputs[0])
            and not any(v.owner is node for v in ancestors(other.inputs))
            and not any(v.owner is other for v in ancestors(node.inputs))
            for other in set_nodes
        )

    def apply(self, fgraph):
        """Merge the loops of a graph."""
        merge_loops(fgraph)

    optimize = apply
