"""Rewrites given as patterns of ops: tuples with an op as their first item."""

import sys

import numpy as np

from ...graph.variable import Constant, Variable
from .local import LocalOptimizer


class PatternSub(LocalOptimizer):
    """A local optimizer that replaces expressions that match a pattern.

    Parameters
    ----------
    in_pattern, out_pattern : tuple, str, dict, number or Constant
        ``(op, argument patterns...)``; a string is a variable, the same string the same variable; a number or Constant
        fits a constant of that value. ``{"pattern": p, "constraint": f}`` fits where `p` does and ``f(variable)`` is
        true.
    allow_multiple_clients : bool
        Whether what is inside of the expression may be read elsewhere too.
    skip_identities_fn : callable, optional
        ``f(variable)`` gives what to look at instead where a pattern does not fit, or None.
    name : str, optional
    tracks : iterable of Op
        Used with `get_nodes`.
    get_nodes : callable, optional
        ``get_nodes(node)`` gives the nodes at which the pattern may begin, given one of an op of `tracks`.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.gof import PatternSub, TopoOptimizer
    >>> x, y = T.dscalars("x", "y")
    >>> g = theano.FunctionGraph([x, y], [T.log(T.exp(x)) + y])
    >>> TopoOptimizer(PatternSub((T.log, (T.exp, "x")), "x")).optimize(g)
    >>> g
    [Elemwise{add,no_inplace}(x, y)]
    """

    def __init__(
        self,
        in_pattern,
        out_pattern,
        allow_multiple_clients=False,
        skip_identities_fn=None,
        name=None,
        tracks=(),
        get_nodes=None,
    ):
        self.in_pattern, self.out_pattern = in_pattern, out_pattern
        root = in_pattern
        while isinstance(root, dict):
            root = root["pattern"]
        if not isinstance(root, (list, tuple)):
            raise TypeError(
                f"The pattern to search for must start with a specific Op instance: {in_pattern!r}"
            )
        self.op = root[0]
        self.allow_multiple_clients = allow_multiple_clients
        self.skip_identities_fn = skip_identities_fn
        if name:
            self.__name__ = name
        self._tracks = list(tracks)
        self.get_nodes = get_nodes
        if self._tracks and get_nodes is None:
            raise ValueError("PatternSub(tracks=...) needs get_nodes")

    def op_key(self):
        """Return the op that :class:`OpKeyOptimizer` looks for."""
        return self.op

    def tracks(self):
        return self._tracks or [self.op]

    def transform(self, node, get_nodes=True):
        if get_nodes and self.get_nodes is not None:
            for other in self.get_nodes(node):
                if other == "output":
                    continue
                new = self.transform(other, get_nodes=False)
                if new is not False and new is not None:
                    return dict(zip(other.outputs, new))
        if node.op != self.op:
            return False
        bound = {}
        if not self._fits(self.in_pattern, node.outputs[0] if node.nout == 1 else node.out, bound, True):
            return False
        new = self._build(self.out_pattern, bound)
        if not isinstance(new, Variable):
            new = node.outputs[0].type.filter_variable(new)
        if new.owner is None or len(node.outputs) == 1:
            return [new] if len(node.outputs) == 1 and new.type == node.outputs[0].type else False
        if [v.type for v in new.owner.outputs] != [v.type for v in node.outputs]:
            return False
        return new.owner.outputs

    def _fits(self, pattern, v, bound, may_have_clients):
        if self._fits_here(pattern, v, bound, may_have_clients):
            return True
        if self.skip_identities_fn is not None:
            other = self.skip_identities_fn(v)
            if other is not None:
                return self._fits(pattern, other, bound, may_have_clients)
        return False

    def _fits_here(self, pattern, v, bound, may_have_clients):
        if isinstance(pattern, (list, tuple)):
            node = v.owner
            if node is None or node.op != pattern[0] or len(node.inputs) != len(pattern) - 1:
                return False
            if not may_have_clients and len(v.clients) > 1:
                return False
            # a failed match may have bound variables
            tried = dict(bound)
            if not all(
                self._fits(p, w, tried, self.allow_multiple_clients) for p, w in zip(pattern[1:], node.inputs)
            ):
                return False
            bound.update(tried)
            return True
        if isinstance(pattern, dict):
            constraint = pattern.get("constraint")
            may = pattern.get("allow_multiple_clients", may_have_clients)
            return (constraint is None or bool(constraint(v))) and self._fits(pattern["pattern"], v, bound, may)
        if isinstance(pattern, str):
            known = bound.setdefault(pattern, v)
            return known is v or (isinstance(known, Constant) and known.equals(v))
        if isinstance(pattern, Constant):
            return isinstance(v, Constant) and pattern.equals(v)
        if isinstance(pattern, (int, float, complex, np.number, np.ndarray)):
            return isinstance(v, Constant) and bool(np.all(np.equal(v.data, pattern)))
        raise TypeError(f"A pattern is made of tuples, strings, dicts, numbers and Constants, not {pattern!r}")

    def _build(self, pattern, bound):
        if isinstance(pattern, (list, tuple)):
            return pattern[0](*[self._build(p, bound) for p in pattern[1:]])
        if isinstance(pattern, dict):
            return self._build(pattern["pattern"], bound)
        return bound[pattern] if isinstance(pattern, str) else pattern

    def __str__(self):
        if getattr(self, "__name__", None):
            return self.__name__
        return f"{_text(self.in_pattern)} -> {_text(self.out_pattern)}"

    __repr__ = __str__

    def print_summary(self, stream=sys.stdout, level=0, depth=-1):
        print(f"{' ' * level}{type(self).__name__} {self} id={id(self)}", file=stream)


def _text(pattern):
    if isinstance(pattern, (list, tuple)):
        return f"{pattern[0]}({', '.join(map(_text, pattern[1:]))})"
    if isinstance(pattern, dict):
        return f"{_text(pattern['pattern'])} subject to {pattern.get('constraint', 'no conditions')}"
    return str(pattern)
