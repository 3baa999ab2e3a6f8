"""Proofs of the rules of writing slices."""

import numpy as np
from graphs import i, j, k, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T

zeros = T.zeros_like
ones = T.ones_like
x = given(np.arange(4.0))
narrow = given(np.array([1.0, 2.0, 3.0, 4.0], "float32"))
small = given(np.array([100, 100], "int8"))
table = T.constant(np.arange(12.0).reshape(3, 4))
other = T.constant(np.arange(12.0).reshape(3, 4) ** 2)
one = given([[2.5]], (True, True))
truths = given(np.array([True, False, False]))
sums = m.sum(axis=1, keepdims=True)
unit = given(np.array([2.5]), (True,))


def grown(template, part, value):
    """Zeros with `value` added to the part that `part` takes."""
    return T.inc_subtensor(part(zeros(template)), value)


def tail(u):
    """All but the first."""
    return u[1:]


def head(u):
    """The first two."""
    return u[:2]


def rows(u, places=(0, 2)):
    """Some rows."""
    return u[list(places)]


def read_twice(u, other):
    """A sum with `u`, which another reads too."""
    return [u + other, u * 2]


def incremented_and_read(u, number):
    """An increment of `u`, which another reads too."""
    return [T.inc_subtensor(u[0], number), u * 2]


def scaled_and_read(u, number):
    """A product of `u`, which another reads too."""
    return [u * number, u.sum()]


PROOFS = {
    "local_useless_inc_subtensor": Proof(
        fires=[
            lambda: T.inc_subtensor(v[1:2], 0.0),
            lambda: T.inc_subtensor(x[1:], zeros(tail(x))),
            lambda: T.set_subtensor(v[:], v * 2),
            lambda: T.set_subtensor(m[:, :], m**2),
            lambda: T.set_subtensor(v[::-1], v * 2),
            lambda: T.set_subtensor(m[:, ::-1], m * 2),
            lambda: T.inc_subtensor(table[-3, 3], 0.0),
            lambda: T.inc_subtensor(rows(m), 0.0),
            lambda: T.inc_subtensor(m[k // 2, k], zeros(m[k // 2, k])),
            lambda: T.inc_subtensor(v[i], 0.0),
            lambda: T.inc_subtensor(table[:], T.zeros((3, 4))),
            lambda: T.inc_subtensor(table[:], np.zeros(4)),
            lambda: T.inc_subtensor(v[1:], T.zeros((j,))),
            lambda: T.inc_subtensor(v[1:], np.zeros(1)),
        ],
        refuses={
            "zeros that may not fit": lambda: [
                T.inc_subtensor(v[1:], T.zeros((3,))), T.inc_subtensor(v[1:], np.zeros(3))],
            "not zero": lambda: T.inc_subtensor(v[1:2], 1.0),
            "any value": lambda: T.inc_subtensor(v[1:2], s),
            "some rows": lambda: T.set_subtensor(rows(v, (0, 1, 2, 3)), v * 2),
            "some rows by masks and arrays": lambda: T.set_subtensor(m[[0, 1], [1, 2]], s),
            "zeros are set": lambda: T.set_subtensor(v[1:], 0.0),
            "another type": lambda: T.set_subtensor(T.unbroadcast(unit, 0)[:], unit * 2),
            "not all": lambda: [
                T.set_subtensor(v[::2], v[:2]), T.set_subtensor(v[2::-1], v[:3]), T.set_subtensor(v[:0:-1], v[1:]),
                T.set_subtensor(m[::-1, 1:], m[:, 1:])],
            "a single value": lambda: T.set_subtensor(v[:], unit),
            "lengths that must be equal": lambda: T.set_subtensor(v[:], w),
            "a part": lambda: T.set_subtensor(v[:i], (v * 2)[:i]),
        },
        fails={
            "a part of another length": lambda: T.set_subtensor(v[1:], v * 2),
            "a part of another length, backwards": lambda: T.set_subtensor(v[1::-1], v * 2),
        },
        refuses_unshaped={
            "nothing is known of the lengths": lambda: T.set_subtensor(v[:], v * 2),
            "nothing is known of the lengths of zeros": lambda: T.inc_subtensor(v[1:], np.zeros(3)),
        },
    ),
    "local_incsubtensor_of_zeros_to_setsubtensor": Proof(
        fires=[lambda: T.inc_subtensor(zeros(v)[1:3], w[:2]), lambda: T.inc_subtensor(T.zeros((4,))[i], s)],
        refuses={
            "what was set": lambda: T.set_subtensor(zeros(v)[1:3], w[:2]),
            "no zeros": lambda: T.inc_subtensor(ones(v)[1:3], w[:2]),
            "any array": lambda: T.inc_subtensor(v[1:3], w[:2]),
        },
    ),
    "local_setsubtensor_of_itself": Proof(
        fires=[
            lambda: T.set_subtensor(v[1:], v[1:]),
            lambda: T.set_subtensor(m[i:, ::2], m[i:, ::2]),
            lambda: T.set_subtensor(table[1], table[1]),
        ],
        refuses={
            "increments": lambda: T.inc_subtensor(v[1:], v[1:]),
            "an input": lambda: T.set_subtensor(v[:], w),
            "another part": lambda: T.set_subtensor(v[1:], v[:-1]),
            "another part, whose number is the same": lambda: T.set_subtensor(v[1:], v[:1]),
            "another place": lambda: T.set_subtensor(v[i:], v[j - 2 :]),
            "another array": lambda: T.set_subtensor(v[1:], w[1:]),
            "no part": lambda: T.set_subtensor(v[:], -v),
            "may be out of bounds": lambda: T.set_subtensor(v[i], v[i]),
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: T.set_subtensor(v[1:], v[1:])},
        fails={"out of bounds": lambda: T.set_subtensor(v[9], v[9])},
    ),
    "local_increments_of_one_row": Proof(
        fires=[
            lambda: T.inc_subtensor(T.inc_subtensor(v[0], s)[0], t),
            lambda: T.inc_subtensor(T.inc_subtensor(T.set_subtensor(v[1], s)[2], t)[1], s),
            lambda: T.inc_subtensor(T.inc_subtensor(T.inc_subtensor(m[:, -1], v[:3])[:, -2], s)[:, -1], v[:3]),
            lambda: T.inc_subtensor(T.inc_subtensor(narrow[1], s.astype("float32"))[1], 2.0),
            lambda: T.inc_subtensor(T.inc_subtensor(small[0], T.constant(100, dtype="int8"))[0], i.astype("int8")),
        ],
        refuses={
            "another row": lambda: T.inc_subtensor(T.inc_subtensor(v[0], s)[1], t),
            "set last": lambda: T.set_subtensor(T.inc_subtensor(v[0], s)[0], t),
            "perhaps the same row": lambda: T.inc_subtensor(T.inc_subtensor(T.inc_subtensor(v[0], s)[-1], t)[0], t),
            "a computed row between": lambda: T.inc_subtensor(T.inc_subtensor(T.inc_subtensor(v[0], s)[i], t)[0], t),
            "another axis": lambda: T.inc_subtensor(T.inc_subtensor(m[:, 1], s)[1], t),
            "a part": lambda: T.inc_subtensor(T.inc_subtensor(v[:1], s)[:1], t),
            "single numbers": lambda: T.inc_subtensor(T.inc_subtensor(m[0, 1], s)[0, 2], t),
            "one is repeated": lambda: T.inc_subtensor(T.inc_subtensor(m[1], s)[1], v),
            "no write": lambda: T.inc_subtensor((v * 2)[0], t),
            "read in between": lambda: incremented_and_read(T.inc_subtensor(v[0], s), t),
        },
        fails={"out of bounds": lambda: T.inc_subtensor(T.inc_subtensor(v[9], s)[9], t)},
        harmless={"len(between) < MOST_PARTS: True": "bounds the time that a chain of writes takes"},
    ),
    "local_set_to_inc_subtensor": Proof(
        fires=[
            lambda: T.set_subtensor(v[1:], v[1:] + s),
            lambda: T.set_subtensor(v[i], s + v[i]),
            lambda: T.set_subtensor(v[1:3], v[1:3] + narrow[2:]),
            lambda: T.set_subtensor(small[:], small[:] + small[::-1]),
            lambda: T.set_subtensor(truths[1:], truths[1:] + truths[::2]),
        ],
        refuses={
            "increments": lambda: T.inc_subtensor(v[1:], v[1:] + s),
            "no sum": lambda: T.set_subtensor(v[1:], v[1:] * s),
            "more terms": lambda: T.set_subtensor(v[1:], T.add(v[1:], s, w[1:])),
            "another part": lambda: T.set_subtensor(v[1:], v[:-1] + s),
            "another part, whose number is the same": lambda: T.set_subtensor(v[1:], v[:1] + s),
            "another place": lambda: T.set_subtensor(v[i:], v[j - 2 :] + s),
            "another array": lambda: T.set_subtensor(v[1:], w[1:] + s),
            "no part": lambda: T.set_subtensor(v[:], -v + s),
        },
        fails={
            "another length": lambda: T.set_subtensor(v[1:], v[1:] + w),
            "out of bounds": lambda: T.set_subtensor(v[9], v[9] + s),
        },
    ),
    "local_join_of_increments": Proof(
        fires=[
            lambda: T.inc_subtensor(zeros(v)[:1], v[-1:]) + T.inc_subtensor(zeros(v)[1:], v[:-1]),
            lambda: T.set_subtensor(zeros(v)[-2:], v[:2]) + T.inc_subtensor(zeros(v)[:-2], v[2:]),
            lambda: T.inc_subtensor(zeros(v)[:7], v[-7:]) + T.inc_subtensor(zeros(v)[7:], v[:-7]),
            lambda: T.inc_subtensor(zeros(m)[:, :1], m[:, :1]) + T.inc_subtensor(zeros(m)[:, 1:], m[:, 1:]),
            lambda: T.add(m, T.inc_subtensor(zeros(m)[:1], m[-1:]), m + 1, T.inc_subtensor(zeros(m)[1:], m[:-1])),
            lambda: T.inc_subtensor(zeros(v)[:1], w[-1:]) + T.inc_subtensor(zeros(v)[1:], w[:-1]),
        ],
        refuses={
            "no increments": lambda: v + w,
            "one part": lambda: T.inc_subtensor(zeros(v)[:1], v[-1:]) + v,
            "parts that overlap": lambda: T.inc_subtensor(zeros(v)[:2], v[-2:]) + T.inc_subtensor(zeros(v)[1:], v[:-1]),
            "another place": lambda: T.inc_subtensor(zeros(v)[:1], v[-1:]) + T.inc_subtensor(zeros(v)[-1:], v[:1]),
            "parts of two tensors": lambda: (
                T.inc_subtensor(zeros(v)[:1], v[-1:]) + T.inc_subtensor(zeros(v)[1:], w[:-1])),
            "what is no part": lambda: T.inc_subtensor(zeros(v)[:1], T.exp(v[-1:])) + T.inc_subtensor(zeros(v)[1:], s),
            "parts that are cut elsewhere": lambda: (
                T.inc_subtensor(zeros(v)[:1], v[:1]) + T.inc_subtensor(zeros(v)[2:], v[1:-1])),
            "two axes": lambda: (
                T.inc_subtensor(zeros(m)[:1, 1:], m[-1:, 1:]) + T.inc_subtensor(zeros(m)[1:, 1:], m[:-1, 1:])),
            "a row for all": lambda: (
                T.inc_subtensor(zeros(m)[:1], sums[-1:]) + T.inc_subtensor(zeros(m)[1:], sums[:-1])),
            "others read it": lambda: read_twice(
                T.inc_subtensor(zeros(v)[:1], v[-1:]), T.inc_subtensor(zeros(v)[1:], v[:-1])),
            "no zeros": lambda: T.inc_subtensor(ones(v)[:1], v[-1:]) + T.inc_subtensor(zeros(v)[1:], v[:-1]),
        },
    ),
    "local_IncSubtensor_serialize": Proof(
        fires=[
            lambda: T.inc_subtensor(zeros(v)[1:], s) + v,
            lambda: v + T.inc_subtensor(rows(zeros(v), (0, 0)), 2.5),
            lambda: T.set_subtensor(zeros(v)[1:], s) + v,
            lambda: T.inc_subtensor(zeros(v)[1:], s) + T.set_subtensor(zeros(v)[:2], s),
            lambda: T.add(T.inc_subtensor(zeros(v)[1:], s), w, T.inc_subtensor(zeros(v)[:2], s)),
            lambda: T.add(T.inc_subtensor(zeros(v)[1:], s), v, T.inc_subtensor(zeros(w)[:2], s)),
            lambda: T.add(v, T.inc_subtensor(zeros(narrow)[1:], 2), T.inc_subtensor(zeros(v)[1:], s)),
        ],
        refuses={
            "no increments": lambda: v + w,
            "no increment of what is computed": lambda: T.exp(v) + v,
            "another operation on zeros": lambda: T.maximum(T.constant(0.0), v) + v,
            "integers are written": lambda: grown(small, tail, small[1:]) / small,
            "another dtype": lambda: T.inc_subtensor(zeros(narrow)[1:], 2) + T.cast(narrow, "float64"),
            "others read it": lambda: read_twice(T.inc_subtensor(zeros(v)[1:], s), v),
            "no zeros": lambda: T.inc_subtensor(ones(v)[1:], s) + v,
            "rows that are set, twice perhaps": lambda: T.set_subtensor(rows(zeros(v), (0, 0)), 2.5) + v,
            "one term": lambda: T.add(T.inc_subtensor(zeros(v)[1:], s)),
            "lengths that must be equal": lambda: T.inc_subtensor(zeros(v)[1:], s) + w,
            "a single value": lambda: T.inc_subtensor(zeros(v)[1:], s) + unit,
            "the sum of others is narrower": lambda: T.inc_subtensor(zeros(v)[1:], s) + T.cast(v, "float32"),
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: T.inc_subtensor(zeros(v)[1:], s) + v},
        fails={
            "lengths differ": lambda: T.inc_subtensor(zeros(v)[1:3], s) + w[1:],
            "lengths of increments differ": lambda: (
                T.inc_subtensor(zeros(v)[1:3], s) + T.inc_subtensor(zeros(w[1:])[1:3], s)
            ),
        },
    ),
    "local_adv_sub1_adv_inc_sub1": Proof(
        fires=[
            lambda: rows(T.set_subtensor(rows(table), rows(other) * 2)),
            lambda: rows(T.set_subtensor(rows(table, ()), rows(other, ())), ()),
        ],
        refuses={
            "an input": lambda: rows(m),
            "other computed rows": lambda: rows(T.exp(m)),
            "increments": lambda: rows(T.inc_subtensor(rows(table), rows(other) * 2)),
            "other rows": lambda: rows(T.set_subtensor(rows(table), rows(other) * 2), (0, 1)),
            "any rows": lambda: T.set_subtensor(table[k // 2], other)[k // 2],
            "a row twice": lambda: rows(T.set_subtensor(rows(table, (1, 1)), rows(other) * 2), (1, 1)),
            "a row twice, once from the end": lambda: rows(T.set_subtensor(rows(table, (2, -1)), rows(other)), (2, -1)),
            "one value for all": lambda: rows(T.set_subtensor(rows(table), s)),
            "another type": lambda: rows(T.set_subtensor(rows(T.unbroadcast(one, 0, 1), (0,)), 2 * one), (0,)),
            "any number of rows": lambda: rows(T.set_subtensor(rows(table), given(np.ones((2, 4))))),
            "may be out of bounds": lambda: rows(T.set_subtensor(rows(m), rows(other) * 2)),
        },
        refuses_unshaped={"nothing is known of lengths": lambda: rows(T.set_subtensor(rows(table), rows(other) * 2))},
        fails={
            "out of bounds": lambda: rows(T.set_subtensor(rows(table, (0, 3)), rows(other) * 2), (0, 3)),
            "another length": lambda: rows(T.set_subtensor(rows(table), other)),
        },
    ),
    "local_useless_inc_subtensor_alloc": Proof(
        fires=[
            lambda: T.set_subtensor(table[:], T.alloc(s, j, 4)),
        ],
        checks_nothing=[
            lambda: T.set_subtensor(v[1:3], T.alloc(s, j - 2)),
            lambda: T.inc_subtensor(v[1:], T.alloc(s, v[1:].shape[0])),
            lambda: T.inc_subtensor(v[:j], T.alloc(s, j)),
            lambda: T.inc_subtensor(table[:], T.alloc(v, 3, 4)),
            lambda: T.inc_subtensor(m[1:], T.alloc(v, m[1:].shape[0], m[1:].shape[1])),
            lambda: T.inc_subtensor(m[:, i:], T.alloc(s, m[:, i:].shape[1])),
            lambda: T.set_subtensor(m[i], T.alloc(s, m.shape[1])),
            lambda: T.set_subtensor(table[:], T.alloc(s, 1, 4)),
        ],
        refuses={
            "an input": lambda: T.set_subtensor(v[:], w),
            "no alloc": lambda: T.set_subtensor(v[:], T.exp(w)),
            "a number as length that may not fit": lambda: T.inc_subtensor(m[1:], T.alloc(v, 2, 4)),
            "a number with an axis": lambda: T.set_subtensor(x[1:3], s.dimshuffle("x")),
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: T.set_subtensor(v[1:3], T.alloc(s, j - 2))},
        fails={
            "another length": lambda: T.set_subtensor(table[:], T.alloc(s, 3, 3)),
            "another length of the value": lambda: T.set_subtensor(
                m[1:], T.alloc(v[1:], m[1:].shape[0], m[1:].shape[1])
            ),
            "out of bounds": lambda: T.set_subtensor(m[3], T.alloc(s, m.shape[1])),
        },
        after=("canonicalize",),
    ),
    "local_mul_write_sink": Proof(
        fires=[
            lambda: grown(m, tail, 1.0) * T.log(abs(m)),
            lambda: T.exp(m) * grown(m, tail, m[1:]),
            lambda: grown(m, tail, m[1:]) / m,
            lambda: m * 2 * grown(m, rows, m[[0, 2]]) / T.sqr(m),
            lambda: -grown(m, rows, m[[0, 0]] * 0 + 1) / m,
            lambda: grown(m, lambda u: u[[0, 1], [1, 2]], 3.0) / m / s,
            lambda: grown(m, lambda u: u[truths], s) * T.inv(m),
            lambda: grown(m, tail, 1.0) * T.constant([[2.0]]) / m,
            lambda: T.set_subtensor(v[1:], 0.0) / v,
            lambda: T.inc_subtensor(T.inc_subtensor(zeros(v)[1:], v[1:])[:2], 3.0) / v,
            lambda: T.inc_subtensor(T.set_subtensor(v[1:], 0.0)[:2], 3.0) * T.log(abs(v)),
            lambda: scaled_and_read(grown(m, tail, m[1:]), T.log(abs(m))),
            lambda: grown(v, tail, w[1:]) * T.exp(s),
        ],
        refuses={
            "nothing is written": lambda: T.cumsum(v) / v,
            "nothing is written into a variable": lambda: v / w,
            "written into numbers": lambda: T.set_subtensor(v[1:], 1.0) / v,
            "added to numbers": lambda: T.inc_subtensor(v[1:], v[1:] * 1.5) / v,
            "written twice into numbers": lambda: T.inc_subtensor(T.set_subtensor(v[1:], 1.0)[:2], 3.0) / v,
            "nothing has a pole": lambda: grown(v, tail, 1.0) * v,
            "a number divides": lambda: grown(v, tail, 1.0) / 3.0,
            "it divides": lambda: v / grown(v, tail, 1.0),
            "integers are written": lambda: grown(small, tail, small[1:]) / small,
            "another dtype": lambda: grown(narrow, tail, np.float32(1)) * T.exp(T.cast(narrow, "float64")),
            "a number multiplies what others read": lambda: scaled_and_read(grown(v, tail, w[1:]), T.exp(s)),
            "it is spread": lambda: grown(v, tail, 1.0) / m,
            "the divisor is spread": lambda: grown(m, tail, 1.0) / v,
        },
    ),
    "local_setsubtensor_of_constants": Proof(
        fires=[
            lambda: T.set_subtensor(zeros(v)[1:], 0.0),
            lambda: T.set_subtensor(T.fill(v, 2.5)[i:j], 2.5),
            lambda: T.set_subtensor(ones(v)[1:], ones(v[1:])),
            lambda: T.set_subtensor(zeros(v)[i], 0.0),
            lambda: T.set_subtensor(T.zeros((j, 4))[:, 1:], np.zeros(1)),
        ],
        refuses={
            "a length that may not fit": lambda: T.set_subtensor(zeros(v)[1:], np.zeros(3)),
            "increments": lambda: T.inc_subtensor(ones(v)[1:], 1.0),
            "a constant is written at compile time": lambda: T.set_subtensor(T.constant(np.zeros(3))[1:], 0.0),
            "any array": lambda: T.set_subtensor(v[1:], s),
            "another value": lambda: T.set_subtensor(zeros(v)[1:], 1.0),
            "what compares to nothing": lambda: T.set_subtensor(T.fill(v, np.nan)[1:], np.nan),
        },
    ),
}
