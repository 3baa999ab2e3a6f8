"""Proofs of the rules that read slices."""

import numpy as np
from graphs import i, j, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.shape.rebroadcast import Rebroadcast
from tensorgraph.tensor.shape.shape import Shape_i
from tensorgraph.tensor.types.scalars import MakeVector

row = given([[0.5, 1.0, -2.0, 3.0]], (True, False))
column = given([[0.5], [2.0], [4.0]], (False, True))
cube = given(np.arange(24.0).reshape(2, 3, 4) / 7)
one = given([0.25], (True,))
square = given(np.arange(16.0).reshape(4, 4) / 7)
FOUR = T.constant(np.array(4))
pair = MakeVector("float64")
# of a merged slice
PLACE = "it chooses the line that an error names, for which test_moved.py looks"

PROOFS = {
    "local_useless_subtensor": Proof(
        fires=[
            lambda: v[:],
            lambda: m[:, :],
            lambda: m[0:, ::1],
            lambda: v[: Shape_i(0)(v)],
            lambda: T.alloc(s, FOUR)[:4],
            lambda: T.alloc(s, 3, FOUR)[:, :7],
            lambda: v[: 2**63 - 1],
        ],
        refuses={
            "an entry": lambda: m[1],
            "another type": lambda: row[: T.Alloc()(T.constant(np.array(1)))],
            "a start": lambda: v[1:],
            "a step": lambda: v[::2],
            "the other way round": lambda: v[::-1],
            "a stop": lambda: [T.alloc(s, FOUR)[:3], v[:4], v[: 2**40], v[:-1], T.alloc(s, FOUR)[:-1]],
            "a stop that is not known": lambda: v[:j],
            "the length of another axis": lambda: m[:, : Shape_i(0)(m)],
            "the start is not known": lambda: v[i - 1 :],
            "the step is not known": lambda: v[::i],
            "only the first axis is whole": lambda: m[:, 1:],
        },
        refuses_unshaped={"no lengths are known": lambda: [v[: Shape_i(0)(v)], T.alloc(s, FOUR)[:4]]},
    ),
    "local_subtensor_merge": Proof(
        fires=[
            lambda: v[1:][1:],
            lambda: v[1:][2],
            lambda: m[:, 1:][-1],
            lambda: v[::2][1],
            lambda: v[::-1][::-1],
            lambda: v[::-1][1],
            lambda: v[::-1][-1],
            lambda: v[::-1][:],
            lambda: v[:3][1:],
            lambda: v[:3][:2],
            lambda: v[:2][:3],
            lambda: v[1::2][:1],
            lambda: v[::2][1::2],
            lambda: m[1:][0],
            lambda: m[1][1:],
            lambda: m[1:, 1:][:, 2],
            lambda: m[:, 1:][1],
            lambda: m[:, :-1][:, :],
            lambda: cube[1][1:][0, 2],
            lambda: cube[:, 1][1, 2:],
            lambda: v[i:][:],
        ],
        refuses={
            "an input": lambda: v[1:],
            "something else computed": lambda: T.exp(v)[1:],
            "a start that is not known": lambda: v[i:][1:],
            "a start from the end": lambda: v[-3:][1:],
            "a stop that is not known": lambda: v[:j][1:],
            "a stop from the end": lambda: v[:-1][1:],
            "a step that is not known": lambda: v[::i][1:],
            "a step backwards": lambda: v[2::-1][1:],
            "a part that is reversed": lambda: [v[2::-1][::-1], v[:1:-1][::-1]],
            "an entry of a part that has an end": lambda: v[:3][1],
            "an entry from the end": lambda: v[1:][-1],
            "an entry that is not known": lambda: [v[1:][i], v[::-1][i]],
            "a start later that is not known": lambda: v[1:][i:],
            "a start later from the end": lambda: v[1:][-2:],
            "a stop later that is not known": lambda: v[1:][:i],
            "a stop later from the end": lambda: v[1:][:-1],
            "a step later that is not known": lambda: v[1:][::i],
            "a step later backwards": lambda: v[1:][::-1],
            "reversed, and of that a slice": lambda: [v[::-1][1:], v[::-1][:2], v[::-1][::2]],
            "reversed, and of that a part reversed": lambda: [v[::-1][2::-1], v[::-1][:1:-1]],
            "backwards in steps": lambda: v[::-2][::-1],
        },
        fails={"an entry beyond a stop": lambda: v[:1][2], "an entry beyond the end": lambda: v[1:][3]},
        harmless={
            "one is None: False": "None as an index adds an axis, which the type refuses",
            "result.owner is not None and all((isinstance(item, slice) for item in node.op.idx_list)): False": PLACE,
            "all((isinstance(item, slice) for item in node.op.idx_list)): True": PLACE,
        },
    ),
    "local_subtensor_make_vector": Proof(
        fires=[
            lambda: pair(s, t)[1],
            lambda: pair(s, t)[-2],
            lambda: pair(s, t)[:],
            lambda: pair(s, t, s + t)[::2],
            lambda: pair(s, t)[2:],
            lambda: Rebroadcast((0, True))(pair(s))[0],
        ],
        refuses={
            "an input": lambda: v[1],
            "of another type": lambda: Rebroadcast((0, False))(row)[0],
            "something else computed": lambda: [T.exp(v)[1], T.exp(v)[:1]],
            "a part of another type": lambda: Rebroadcast((0, True))(pair(s))[:1],
            "an entry that is not known": lambda: pair(s, t)[i],
            "a start that is not known": lambda: pair(s, t)[i:],
            "a stop that is not known": lambda: pair(s, t)[:i],
            "a step that is not known": lambda: pair(s, t)[::i],
        },
        fails={"beyond the end": lambda: pair(s, t)[2], "before the start": lambda: pair(s, t)[-3]},
    ),
    "local_subtensor_inc_subtensor": Proof(
        fires=[
            lambda: T.set_subtensor(v[1:3], v[1:3] * 2.0)[1:3],
            lambda: T.set_subtensor(m[i], T.exp(m[i]))[i],
            lambda: T.set_subtensor(v[1], s)[1],
            lambda: T.set_subtensor(v[1:3], T.cast(v[1:3], "int8"))[1:3],
        ],
        refuses={
            "an input": lambda: v[1:3],
            "something else computed": lambda: T.exp(v)[1:3],
            "an increment": lambda: T.inc_subtensor(v[1:3], v[1:3] * 2.0)[1:3],
            "a column instead of a row": lambda: T.set_subtensor(square[1], square[:, 1] * 2.0)[:, 1],
            "another row": lambda: T.set_subtensor(m[1], m[2] * 2.0)[2],
            "another slice": lambda: T.set_subtensor(v[1:3], v[1:3] * 2.0)[2:4],
            "a place that is not the same": lambda: T.set_subtensor(m[i], T.exp(m[i]))[i + 1],
            "another pattern": lambda: (lambda x: T.set_subtensor(x[:], one)[:])(T.unbroadcast(one, 0)),
            "fewer axes": lambda: T.set_subtensor(m[1:], v)[1:],
            "repeated values": lambda: T.set_subtensor(v[1:3], w[i : i + 1])[1:3],
            "lengths that are not known": lambda: T.set_subtensor(v[1:3], w[i:j])[1:3],
        },
        refuses_unshaped={"no lengths are known": lambda: T.set_subtensor(v[1:3], v[1:3] * 2.0)[1:3]},
    ),
    "local_subtensor_remove_broadcastable_index": Proof(
        fires=[lambda: row[0], lambda: row[-1], lambda: column[:, 0], lambda: v.dimshuffle("x", 0, "x")[0, :, 0]],
        refuses={
            "all of it": lambda: row[:],
            "a long axis": lambda: m[0],
            "a slice of the other one": lambda: row[0, 1:],
            "an entry that is not known": lambda: row[i - 1],
        },
        fails={"beyond the end": lambda: row[1], "before the start": lambda: row[-2]},
    ),
}
