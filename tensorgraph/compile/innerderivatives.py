"""Gradients and pushforwards of an inner graph, as operations on outer variables."""

from ..config import config
from ..gradient.grad import grad
from ..gradient.pushforward import Rop
from ..graph.disconnected import DisconnectedType, NullType
from ..graph.variable import Variable
from ..lowering.copies import view_op


class Derivatives:
    """The derivatives of an inner graph; each operation is made once.

    Parameters
    ----------
    inner : InnerGraph
    make_op : callable
        ``make_op(inputs, outputs, what)``: an operation of a graph, `what` being ``"lop"`` or ``"rop"``.
    """

    def __init__(self, inner, make_op):
        self.inner = inner
        self.make_op = make_op
        self._pulls = {}
        self._pushes = {}

    def pull(self, asked, inputs, outputs, output_grads):
        """Return the gradients of the inputs whose indices are in the tuple `asked`."""
        key = asked, tuple([None if is_of(g, DisconnectedType, NullType) else g.type for g in output_grads])
        if key not in self._pulls:
            self._pulls[key] = self._pull_op(*key)
        op, stand_ins = self._pulls[key]
        given = [g for g in output_grads if not is_of(g, DisconnectedType, NullType)]
        results = iter(() if op is None else op(*inputs, *outputs, *given, return_list=True))
        found = [next(results) if g is None else g for g in stand_ins]
        # if a gradient is undefined for an output, it is for all inputs that the output depends on
        for k, null in enumerate(output_grads):
            if is_of(null, NullType):
                pattern = self.inner.connections()
                found = [null if pattern[i][k] else g for i, g in zip(asked, found)]
        return found

    def _pull_op(self, asked, types):
        inner = self.inner
        with config.change_flags(compute_test_value="off"):
            # each output is an end, even if another one depends on it
            seeds = {view_op(v): t() for v, t in zip(inner.outputs, types) if t is not None}
            found = grad(
                cost=None,
                known_grads=seeds,
                wrt=[inner.inputs[i] for i in asked],
                disconnected_inputs="ignore",
                return_disconnected="Disconnected",
                null_gradients="return",
            )
            stand_ins = [g if is_of(g, DisconnectedType, NullType) else None for g in found]
            wanted = [g for g, other in zip(found, stand_ins) if other is None]
            if not wanted:
                return None, stand_ins
            # outputs are inputs here, not computed again; one that is also an input, or occurs twice, keeps its place
            known, places = set(inner.inputs), []
            for v in inner.outputs:
                places.append(v.type() if v in known else v)
                known.add(v)
            return self.make_op([*inner.inputs, *places, *seeds.values()], wanted, "lop"), stand_ins

    def push(self, inputs, eval_points):
        """Return the tangents of the outputs, None for those that are constant."""
        key = tuple([None if p is None or is_of(p, DisconnectedType) else p.type for p in eval_points])
        if key not in self._pushes:
            self._pushes[key] = self._push_op(key)
        op, missing = self._pushes[key]
        given = [p for p, t in zip(eval_points, key) if t is not None]
        results = iter(() if op is None else op(*inputs, *given, return_list=True))
        return [None if none else next(results) for none in missing]

    def _push_op(self, types):
        inner = self.inner
        moves = {v: t() for v, t in zip(inner.inputs, types) if t is not None}
        if not moves:
            return None, [True] * len(inner.outputs)
        with config.change_flags(compute_test_value="off"):
            found = Rop(list(inner.outputs), list(moves), list(moves.values()), "ignore", return_disconnected="None")
            missing = [r is None for r in found]
            wanted = [r for r in found if r is not None]
            return self.make_op([*inner.inputs, *moves.values()], wanted, "rop") if wanted else None, missing


def is_of(v, *types):
    """Return True if `v` is a variable of one of the type classes."""
    return isinstance(v, Variable) and isinstance(v.type, types)
