"""Proofs of the rules that move slices to what they are of."""

import numpy as np
from graphs import i, j, m, n, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph import scalar
from tensorgraph.tensor.nnet import conv2d
from tensorgraph.tensor.shape.join import Join
from tensorgraph.tensor.shape.shape import Shape_i

row = given(np.array([[1.0, -2.0, 3.0, 0.5]]), (True, False))
column = given(np.array([[1.0], [-2.0], [3.0]]), (False, True))
halves = given(np.array([[0.5], [2.0]]), (False, True))
few = given(np.array(-3))
unknown = given(np.array([[1.0, -2.0, 3.0, 0.5]]))
single = given(np.array([[1.5]], "float32"), (True, True))
exp_inplace = T.Elemwise(scalar.exp, {0: 0})


images = given(np.cos(np.arange(48.0)).reshape(2, 2, 3, 4))
filters = given(np.sin(np.arange(48.0)).reshape(4, 2, 2, 3))


def two_outputs(x):
    """One operation that gives ``x + x`` and ``x * x``."""
    a = scalar.float64()
    return T.Elemwise(scalar.Composite([a], [a + a, a * a]))(x)


def numbers(*parts):
    """Scalars joined to a vector."""
    return T.concatenate([p.dimshuffle("x") for p in parts])


def rows(x, *indices):
    """Entries of `x`."""
    return [x[index] for index in indices]


def product(x, *indices):
    """The product of entries of `x`."""
    return T.mul(*rows(x, *indices), 2.0)


def deep(x, count):
    """Return what so many operations compute from `x`."""
    for _ in range(count):
        x = T.sin(x)
    return x


def read_twice(x):
    """A part of `x`, which another reads too."""
    return [x[1], x]


PROOFS = {
    "local_subtensor_lift": Proof(
        fires=[
            lambda: T.exp(m)[1],
            lambda: T.exp(m)[1:, ::2],
            lambda: T.exp(v)[-i],
            lambda: (m + v)[1],
            lambda: (m + v)[1:, :],
            lambda: (row + v)[:1],
            lambda: T.exp(row)[1:],
            lambda: T.exp(row)[0, i:],
            lambda: (m + m**2)[1, 2],
            lambda: (column + row)[i, i],
            lambda: (m + column)[:, 1:],
            lambda: (column * 2 + T.exp(single))[::2],
            lambda: (v + w)[1:],
            lambda: (s * m + m.T.T)[:, 1],
        ],
        refuses={
            "an input": lambda: v[1],
            "not elementwise": lambda: T.cumsum(v)[1],
            "others read it": lambda: read_twice(T.exp(v)),
            "one of several outputs": lambda: two_outputs(v)[0][1:],
            "what works in place": lambda: exp_inplace(v + 0)[1:],
            "lengths of which one is cut away": lambda: (m + v)[:, 1],
            "lengths of which a part is cut away": lambda: (m + v)[:, 1:],
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: (m + m**2 + v)[:, 1]},
        fails={
            "lengths differ": lambda: (m + v[1:])[:, 1],
            "out of bounds where an operand is repeated": lambda: (column + unknown[:, 1:])[5],
        },
    ),
    "local_subtensor_of_conv": Proof(
        fires=[
            lambda: conv2d(images, filters)[0],
            lambda: conv2d(images, filters)[:, -1],
            lambda: conv2d(images, filters, border_mode="half")[:, 1:3, ::2, 1],
            lambda: conv2d(images, filters, subsample=(2, 1))[-2:, ::2],
            lambda: conv2d(images, filters)[:, i:],
            lambda: conv2d(images, filters)[i],
            lambda: conv2d(images, filters)[1, :, 0],
        ],
        refuses={
            "places of the result": lambda: conv2d(images, filters)[:, :, 1],
            "one image": lambda: conv2d(images[0].dimshuffle("x", 0, 1, 2), filters)[0],
            "others read it": lambda: read_twice(conv2d(images, filters)),
            "groups": lambda: conv2d(images, filters[:, :1], num_groups=2)[:, 1],
            "a known number of filters": lambda: conv2d(images, filters, filter_shape=(4, 2, 2, 3))[:, 1],
            "a known number of images": lambda: conv2d(images, filters, input_shape=(2, 2, 3, 4))[1],
            "filters of each place": lambda: conv2d(images, T.stack([T.stack([filters] * 2)] * 2).dimshuffle(
                2, 0, 1, 3, 4, 5), unshared=True)[:, 1],
            "another operation": lambda: T.cumsum(images, axis=2)[1],
            "an input": lambda: images[1],
        },
        fails={
            "no such image": lambda: conv2d(images, filters)[7],
            "no such filter": lambda: conv2d(images, filters)[:, -9],
        },
    ),
    "local_subtensor_of_alloc": Proof(
        fires=[
            lambda: T.alloc(s, 5)[2:],
            lambda: T.alloc(s, 5)[2],
            lambda: T.alloc(s, j, 3)[::-1, 1:],
            lambda: T.alloc(s, 4)[9:],
            lambda: T.alloc(s, 1 + Shape_i(0)(v))[0],
            lambda: T.alloc(s, T.add(Shape_i(0)(m), 2, Shape_i(1)(m)))[-2],
        ],
        refuses={
            "an input": lambda: v[1:],
            "one entry more than there may be": lambda: T.alloc(s, 1 + Shape_i(0)(v))[1],
            "a term that is negative": lambda: T.alloc(s, T.add(-3, 5, Shape_i(0)(v)))[4],
            "a product": lambda: T.alloc(s, 3 * Shape_i(0)(v))[2],
            "no alloc": lambda: T.exp(v)[1:],
            "several numbers": lambda: T.stack([s, t])[::-1],
            "more than a single value": lambda: T.alloc(v, 3, 4)[1:],
            "an index that may be out of bounds": lambda: T.alloc(s, 5)[i],
            "any length": lambda: T.alloc(s, j)[2],
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: T.alloc(s, 5)[2:]},
        fails={
            "out of bounds": lambda: T.alloc(s, 5)[7],
            "a negative integer": lambda: T.alloc(s, 4 + few)[1],
            "a negative product": lambda: T.alloc(s, 4 + few * 1)[1],
        },
    ),
    "local_subtensor_of_dot": Proof(
        becomes=[
            (lambda: T.dot(m, n)[1], "(m[Constant{1}] \\dot n)"),
            (lambda: T.dot(m, n)[:, 1], "(m \\dot n[:, Constant{1}])"),
        ],
        fires=[
            lambda: T.dot(m, n)[1],
            lambda: T.dot(m, n)[:, 1],
            lambda: T.dot(m, n)[1, 2],
            lambda: T.dot(m, n)[1:, ::-1],
            lambda: T.dot(v, n)[1],
            lambda: T.dot(m, v)[i:],
        ],
        refuses={
            "an input": lambda: m[1],
            "no product": lambda: T.exp(m)[1],
            "others read it": lambda: read_twice(T.dot(m, n)),
        },
        fails={
            "out of bounds": lambda: T.dot(m, n)[3],
            "out of bounds of the second": lambda: T.dot(m, n)[0, 3],
            "lengths differ": lambda: T.dot(m, n[1:])[1],
        },
    ),
    "local_subtensor_of_dimshuffle": Proof(
        fires=[
            lambda: T.exp(m).T[2],
            lambda: T.exp(m).T[1:, i],
            lambda: T.exp(v).dimshuffle("x", 0)[0, 1:],
            lambda: T.exp(v).dimshuffle("x", 0)[-1],
            lambda: T.exp(v).dimshuffle("x", 0)[:, 1],
            lambda: T.exp(m).dimshuffle(1, "x", 0)[1, :, ::2],
            lambda: T.exp(v).dimshuffle(0, "x")[1],
            lambda: T.exp(row).dimshuffle(1)[2],
            lambda: T.exp(row).dimshuffle(1, "x")[1:, 0],
        ],
        refuses={
            "an input": lambda: m[1],
            "no shuffle": lambda: T.exp(m)[1],
            "no shuffle of what is computed": lambda: T.exp(-m)[1],
            "a shuffled input is as quickly read": lambda: m.T[1],
            "a new axis may be emptied": lambda: T.exp(v).dimshuffle("x", 0)[1:],
            "a new axis is reversed": lambda: T.exp(v).dimshuffle("x", 0)[::-1],
            "any index of a new axis": lambda: T.exp(v).dimshuffle("x", 0)[i - 1],
        },
        fails={
            "out of bounds": lambda: T.exp(v).dimshuffle("x", 0)[1],
            "out of bounds of another axis": lambda: T.exp(m).T[4],
        },
    ),
    "local_rows_read_alone": Proof(
        fires=[
            lambda: product(T.exp(m), 0, 1),
            lambda: product(m + s, -1, -2),
            lambda: product(T.exp(m) * m + v, (slice(None), 0), (slice(None), 2)),
            lambda: product(T.exp(m[:, None, :2]) - T.exp(unknown[None, :, 2:]), (..., 0), (..., 1)),
            lambda: product(T.sqr(T.exp(m) + n.T), 0, 2),
            lambda: product(row + m[:1], 0),
            lambda: T.exp(m)[1].sum() + T.exp(m)[0].prod(),
            lambda: (T.exp(m) * column)[0].dimshuffle("x", 0) * n.T,
            lambda: product(deep(m, 12), 0, 1),
            lambda: product(T.exp(T.stack([v + float(c) for c in range(16)])), *range(16)),
        ],
        checks_nothing=[
            lambda: product(T.exp(m) * m + s, (slice(None), 0), (slice(None), 2)),
            lambda: product(m[:2] - T.exp(m[:2]), 0, 1),
        ],
        refuses={
            "an input": lambda: product(m, 0, 1),
            "another operation": lambda: product(T.dot(m, n), 0, 1),
            "others read it": lambda: (lambda x: product(x, 0) + x)(T.exp(m)),
            "a result": lambda: (lambda x: [product(x, 0), x])(T.exp(m)),
            "a row that is a result": lambda: (lambda x: [x[0] * x[1], x[0]])(T.exp(m)),
            "a row of which something else is made": lambda: T.dot(m, T.exp(m)[0]),
            "a row with another axis, of which it is": lambda: T.dot(m, T.exp(m)[0].dimshuffle(0, "x")),
            "a row is read backwards": lambda: product(T.exp(m), 0, (0, slice(None, None, -1))),
            "rows are counted from both ends": lambda: product(T.exp(m), 0, -2),
            "a column as well": lambda: T.exp(n)[0].sum() + T.exp(n)[:, 1].sum(),
            "a slice": lambda: T.exp(m)[0].sum() + T.exp(m)[1:].sum(),
            "any row": lambda: product(T.exp(m), i),
            "a single number": lambda: product(T.exp(m), (0, 1), (1, 1)),
            "many rows": lambda: product(T.exp(T.stack([v + float(c) for c in range(17)])), *range(17)),
            "an operation in place": lambda: product(exp_inplace(m * 1.5), 0, 1),
            "two results": lambda: product(two_outputs(m)[1], 0, 1),
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: product(T.exp(m), 0, 1)},
        fails={
            "out of bounds": lambda: product(T.exp(m), 0, 3),
            "lengths that differ": lambda: product(T.exp(m) + T.exp(unknown), 0),
        },
    ),
    "local_rows_of_joined": Proof(
        becomes=[
            (lambda: rows(m[:2] * T.stack([v, v * 2.0]), 0, 1)[0], "(m[:int64][Constant{0}] * v[Constant{0}])"),
        ],
        fires=[
            lambda: rows(m[:2] + T.stack([v, v * 2.0]), 0, 1),
            lambda: rows(m[:2] + T.stack([v, v * 2.0]), -2, -1),
            lambda: rows(T.exp(T.stack([v, v * 2.0], axis=1)), (slice(None), 0), (slice(None), 1)),
            lambda: rows(T.exp(2.0 * T.stack([v, v * 2.0]) - m[0]) + m[1:], 1, 0),
            lambda: rows(T.exp(T.stack([v, v * 2.0])), 1),
            lambda: rows(T.exp(T.stack([v + float(c) for c in range(16)])), 0, 15),
            lambda: rows(T.stack([v, T.cast(v, "float32")]) * 2.0, 1, 0),
            lambda: rows(T.stack([row[0], row[0] * 2.0]) + row, 1, 0),
            lambda: rows(deep(T.stack([v, v * 2.0]), 9), 0, 1),
        ],
        refuses={
            "an input": lambda: rows(m, 0, 1),
            "no join": lambda: rows(T.exp(m), 0, 1),
            "a join of all": lambda: rows(T.stack([v, v * 2.0]).T, 0, 1),
            "no elements computed": lambda: rows(T.dot(T.stack([v, v * 2.0]), n), 0, 1),
            "others read it": lambda: (lambda x: [x[0], x[1], x + 1.0])(T.exp(T.stack([v, v * 2.0]))),
            "a result": lambda: (lambda x: [x[0], x])(T.exp(T.stack([v, v * 2.0]))),
            "a row is read backwards": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, (0, slice(None, None, -1))),
            "rows are counted from both ends": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, -2),
            "a column as well": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, (slice(None), 1)),
            "a slice": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, slice(1, None)),
            "any row": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, i - i),
            "a single number": lambda: rows(T.exp(T.stack([v, v * 2.0])), (0, 1), (1, 1)),
            "many parts": lambda: rows(T.exp(T.stack([v + float(c) for c in range(17)])), 0, 1),
            "a row of longer rows": lambda: rows(T.exp(T.join(1, row, row * 2.0)), 0),
            "longer parts": lambda: rows(T.exp(T.join(0, m, m)), 0, 1),
            "others read what is computed on the way": lambda: (lambda x: [*rows(T.exp(x), 0, 1), x])(
                2.0 * T.stack([v, v * 2.0])
            ),
            "an operation in place": lambda: rows(exp_inplace(T.stack([v, v * 2.0])), 0, 1),
            "two results": lambda: rows(two_outputs(T.stack([v, v * 2.0]))[1], 0, 1),
            "a long way": lambda: rows(deep(T.stack([v, v * 2.0]), 10), 0, 1),
            "lengths that are compared": lambda: rows(T.stack([v, v * 2.0]) + halves, 0, 1),
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, 1)},
        harmless={
            "isinstance(x.owner.op, Elemwise): True": "of what else is computed no row is found",
            "len(clients) > MOST_PARTS: False": "so many rows, each once, are no rows of so few parts",
        },
        fails={
            "out of bounds": lambda: rows(T.exp(T.stack([v, v * 2.0])), 0, 2),
            "out of bounds from the end": lambda: rows(T.exp(T.stack([v, v * 2.0])), -3),
            "parts that differ": lambda: rows(T.exp(T.stack([v, n[0]])), 0, 1),
        },
    ),
    "local_subtensor_of_join": Proof(
        fires=[
            lambda: numbers(s, t)[1],
            lambda: numbers(s, t)[-2],
            lambda: T.stack([v, v * 2.0])[0],
            lambda: T.stack([v, v * 2.0], axis=1)[1:, 1],
            lambda: T.stack([v, v * 2.0])[1, ::-1],
            lambda: Join()(T.constant(-1), T.shape_padright(v), T.shape_padright(v**2))[:2, 1],
        ],
        refuses={
            "an input": lambda: v[0],
            "no join": lambda: T.exp(v)[0],
            "no join of what comes after a number": lambda: T.minimum(T.constant([0.0]), numbers(s))[0],
            "any axis": lambda: Join()(i, T.shape_padleft(v), T.shape_padleft(v))[0, 0],
            "the other axis": lambda: T.stack([v, v * 2.0], axis=1)[1],
            "the last axis, counted from the end": lambda: Join()(
                T.constant(-1), single.dimshuffle(0, 1, "x"), single.dimshuffle(0, 1, "x")
            )[0, 0],
            "a slice": lambda: numbers(s, t)[:1],
            "any part": lambda: numbers(s, t)[i],
            "longer parts": lambda: T.concatenate([v, 2 * v])[1],
            "lengths that must be equal": lambda: T.stack([v, w])[1],
            "another dtype": lambda: numbers(s, T.cast(t, "float32"))[1],
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: T.stack([v, v * 2.0])[0]},
        fails={
            "out of bounds": lambda: numbers(s, t)[2],
            "out of bounds from the end": lambda: numbers(s, t)[-3],
            "one length is known to be 1": lambda: T.stack([v, single[0]])[0, 3],
        },
    ),
}
