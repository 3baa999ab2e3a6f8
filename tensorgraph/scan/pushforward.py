"""The directional derivative of a loop: one loop that also carries the tangents of its states."""

from ..config import config
from ..gradient.pushforward import Rop
from ..graph.disconnected import DisconnectedType
from ..scalar.dtypes import is_discrete
from ..tensor.types.type import TensorType
from .gradientbuffer import fitted

_STATES = ("mitmot", "mitsot", "sitsot")


def push(op, inputs, eval_points):
    """Return the directional derivatives of the outputs of a loop's node.

    Parameters
    ----------
    op : Scan
    inputs : list of Variable
    eval_points : list of Variable or None
        How the inputs move; None does not.

    Returns
    -------
    list of Variable or None
    """
    return Pushforward(op, inputs, eval_points).results()


class Pushforward:
    """The tangents of one node; see :func:`push` for the parameters."""

    def __init__(self, op, inputs, eval_points):
        self.op = op
        self.inputs = inputs
        self.points = {
            i: p
            for i, p in enumerate(eval_points)
            if p is not None and not isinstance(p.type, DisconnectedType) and i in self._movable(op)
        }
        self.moves = self._moving()

    @staticmethod
    def _movable(op):
        """Return the outer positions of sequences, states and other arguments that are arrays of floats."""
        return {
            group.outer_in
            for group in op.groups
            if group.inner_in
            and group.outer_out < op.n_outs
            and isinstance(op.inputs[group.inner_in[0]].type, TensorType)
            and not is_discrete(op.inputs[group.inner_in[0]].type.dtype)
        }

    def _moving(self):
        """Return the groups with a tangent, by outer position, and outputs without a state by output position."""
        op = self.op
        movable = self._movable(op)
        outer = op.var_mappings["outer_inp_from_inner_inp"]
        moving = {group.outer_in for group in op.groups if group.outer_in in self.points}
        changed = True
        while changed:
            changed = False
            for group in op.groups:
                if group.outer_in in moving or not group.inner_out or group.outer_out >= op.n_outs + op.n_nit_sot:
                    continue
                if group.inner_in and group.outer_in not in movable:
                    continue
                if is_discrete(op.outputs[group.inner_out[0]].type.dtype):
                    continue
                if any(outer[i] in moving for o in group.inner_out for i in op.step_connections[o]):
                    moving.add(group.outer_in)
                    changed = True
        return moving

    def results(self):
        """Return the tangents of the outputs."""
        # Idea: each sequence, state and result that moves gets a tangent of the same kind, in the same loop.
        # Invariant: the kinds keep their order, and in each kind the tangents follow all primal variables.
        # Example: h = tanh(x + h), x moves: the sequences are x, dx, the states h, dh; the output is dh.
        op = self.op
        groups = self._groups_by_kind()
        moving = {kind: [g for g in part if g.outer_in in self.moves] for kind, part in groups.items()}
        if not any(moving.values()):
            return [None] * (op.n_outs + op.n_nit_sot + op.n_shared_outs)
        pushing = self._pushing(groups, moving)

        def outer(kind):
            return [self.inputs[g.outer_in] for g in groups[kind]] + [self._point(g) for g in moving[kind]]

        node_inputs = [self.inputs[0], *[v for kind in ("seqs", *_STATES, "shared") for v in outer(kind)]]
        lengths = [self.inputs[g.outer_in] for g in groups["nitsot"] + moving["nitsot"]]
        outs = pushing(*node_inputs, *lengths, *outer("others"), return_list=True)
        found, start = {}, 0
        for kind in (*_STATES, "nitsot"):
            start += len(groups[kind])
            for g in moving[kind]:
                found[g.outer_out] = outs[start]
                start += 1
        return [found.get(k) for k in range(op.n_outs + op.n_nit_sot + op.n_shared_outs)]

    def _groups_by_kind(self):
        op = self.op
        mitsot, sitsot = op.n_mit_mot, op.n_mit_mot + op.n_mit_sot
        return {
            "seqs": [g for g in op.groups if 0 < g.outer_in <= op.n_seqs],
            "mitmot": [g for g in op.groups if 0 <= g.outer_out < mitsot],
            "mitsot": [g for g in op.groups if mitsot <= g.outer_out < sitsot],
            "sitsot": [g for g in op.groups if sitsot <= g.outer_out < op.n_outs],
            "nitsot": [g for g in op.groups if g.inner_out and not g.inner_in],
            "shared": [g for g in op.groups if g.outer_out >= op.n_outs + op.n_nit_sot],
            "others": [g for g in op.groups if g.inner_in and g.outer_out < 0 and g.outer_in > op.n_seqs],
        }

    def _pushing(self, groups, moving):
        """Return the op of the loop that carries the tangents too."""
        op = self.op
        inside, pushed = self._push_step(moving)

        def inner(kind):
            tangents = [inside[i] for g in moving[kind] for i in g.inner_in]
            return [op.inputs[i] for g in groups[kind] for i in g.inner_in] + tangents

        def made(kind):
            tangents = [pushed[o] for g in moving[kind] for o in g.inner_out]
            return [op.outputs[o] for g in groups[kind] for o in g.inner_out] + tangents

        def taps(kind, table):
            return [table[g.outer_out] for g in groups[kind] + moving[kind]]

        numbers = {kind: len(part) + len(moving[kind]) for kind, part in groups.items()}
        return type(op)(
            [v for kind in ("seqs", *_STATES, "shared", "others") for v in inner(kind)],
            [v for kind in (*_STATES, "nitsot", "shared") for v in made(kind)]
            + ([op.outputs[-1]] if op.as_while else []),
            {
                **op.info,
                "n_seqs": numbers["seqs"],
                "n_mit_mot": numbers["mitmot"],
                "n_mit_mot_outs": len(made("mitmot")),
                "mit_mot_out_slices": taps("mitmot", op.mit_mot_out_slices),
                "n_mit_sot": numbers["mitsot"],
                "n_sit_sot": numbers["sitsot"],
                "n_nit_sot": numbers["nitsot"],
                "tap_array": [row for kind in _STATES for row in taps(kind, op.tap_array)],
                "name": f"rop_of_{op.name}",
                "destroy_map": {},
            },
        )

    def _push_step(self, moving):
        """Return the tangents of a step's inputs and outputs, by position."""
        op = self.op
        inside = {}
        for part in moving.values():
            for g in part:
                for i in g.inner_in:
                    v = op.inputs[i]
                    inside[i] = v.type.make_variable(None if v.name is None else f"{v.name}_evalpoint")
        wanted = [o for name, part in moving.items() if name != "shared" for g in part for o in g.inner_out]
        if not wanted:
            return inside, {}
        with config.change_flags(compute_test_value="off"):
            found = Rop(
                [op.outputs[o] for o in wanted],
                [op.inputs[i] for i in inside],
                list(inside.values()),
                disconnected_outputs="ignore",
                return_disconnected="None",
            )
            pushed = {}
            for o, v in zip(wanted, found):
                made = op.outputs[o]
                pushed[o] = made.zeros_like() if v is None else fitted(v, made.type)
        return inside, pushed

    def _point(self, group):
        """Return the tangent of an input."""
        v = self.inputs[group.outer_in]
        point = self.points.get(group.outer_in)
        return v.zeros_like() if point is None else fitted(point, v.type)
