"""Indexing: parts of arrays, arrays with parts set or increased."""

import numpy as np
import pytensor.tensor as pt
from pytensor.tensor.subtensor import advanced_inc_subtensor1, advanced_subtensor1, inc_subtensor, set_subtensor
from pytensor.tensor.type_other import NoneConst, make_slice, slicetype
from pytensor_agreement import case

RNG = np.random.default_rng(5)
X = RNG.normal(size=(4, 5, 3))
ROWS, COLUMNS = np.array([2, 0, -1]), np.array([1, 1, 4])
MASK = np.array([True, False, True, True])
MASK2 = RNG.random((4, 5)) > 0.5


def parts(x, i, j, k, mask, mask2):
    """Return parts of all kinds of an array of three axes."""
    return [
        x[1],
        x[-1],
        x[k],
        x[k, k],
        x[1:3],
        x[k:],
        x[:k],
        x[::-1],
        x[::2, ::-2],
        x[3:0:-1],
        x[:, 1:100],
        x[5:2],
        x[..., 0],
        x[:, None, 1],
        x[None, k, ..., None],
        x[-2:, :-1, k],
        x[k::k],
        x[::-k],
        x[1, 2, 0],
        x[:, :, 1:2],
        x[i],
        x[:, i],
        x[..., j % 3],
        x[i, j],
        x[i, :, j % 3],
        x[:, i, j % 3],
        x[i[:, None], j],
        x[i, 1],
        x[1, i],
        x[1:3, i],
        x[i, 1:3],
        x[i, None, 1:3],
        x[None, i],
        x[i, k:, j % 3],
        x[::-1, i, ::2],
        x[[0, 2]],
        x[[[0, 2], [1, 1]]],
        x[mask],
        x[mask2],
        x[mask, 1],
        x[mask, :, 1],
        x[mask, 1:3],
        x[:, mask2[0]],
        x[1:, mask2[0], ::-1],
        x[np.array([True, False, True, False])],
        x[k, i],
        x[i, k],
        x[k:, i, None],
        x[pt.cast(i, "int8")],
        x[i].T[0],
    ]


def variables():
    """Return the variables of an array and its indices."""
    mask, mask2 = pt.vector("mask", dtype="bool"), pt.matrix("mask2", dtype="bool")
    return [pt.tensor3("x"), pt.lvector("i"), pt.lvector("j"), pt.lscalar("k"), mask, mask2]


@case()
def parts_of_arrays():
    v = variables()
    yield v, parts(*v), [X, ROWS, COLUMNS, 1, MASK, MASK2], [X, ROWS[:0], COLUMNS[:0], 2, MASK & False, MASK2 & False]
    for f in (lambda x, i, j, k, m, n: x[k], lambda x, i, j, k, m, n: x[i, k]):
        yield v, f(*v), [X, ROWS, COLUMNS, 9, MASK, MASK2], [X, ROWS + 9, COLUMNS, 1, MASK, MASK2]
    yield v, v[0][v[4]], [X, ROWS, COLUMNS, 1, MASK[:3], MASK2]
    yield v, v[0][v[1], v[2]], [X, ROWS[:2], COLUMNS, 1, MASK, MASK2]
    yield v, v[0][:: v[3]], [X, ROWS, COLUMNS, 0, MASK, MASK2]
    yield v, [pt.grad(z.sum(), v[0]) for z in parts(*v)[::3]], [X, ROWS, COLUMNS, 1, MASK, MASK2]


@case()
def parts_by_constant_masks():
    for shape in (X.shape, (None, None, None), (X.shape[0], None, None)):
        x = pt.tensor("x", shape=shape)
        found = [x[MASK], x[MASK2], x[MASK, 1], x[:, MASK2[0]], x[None, MASK], x[X > 0], x[MASK & False, ..., None]]
        yield [x], [*found, *[set_subtensor(z, 2.5) for z in found], *[pt.grad(pt.sum(z**2), x) for z in found]], [X]
        yield [x], x[MASK], [X[:, :2]] if shape[1] is None else [X]


@case()
def parts_of_other_types():
    for dtype in ("bool", "int8", "uint64", "float32", "complex128"):
        x, i = pt.tensor("x", dtype=dtype, shape=(None, None)), pt.lvector("i")
        found = [x[1], x[::-1], x[i], x[:, i], set_subtensor(x[1], x[0]), set_subtensor(x[i], x[0])]
        if dtype != "bool":
            found += [inc_subtensor(x[1], x[0]), inc_subtensor(x[i], x[0]), inc_subtensor(x[i, i], x[0, :3])]
        yield [x, i], found, [RNG.integers(0, 5, (4, 4)).astype(dtype), ROWS]
    x = pt.tensor("x", shape=(1, None, 3))
    found = [x[0], x[:, 0], x[:, :, ::2], x[[0, 0]], x[:, [1, 0]], x[..., None], x[-3:, :, -9:1], x[-2:4:1]]
    yield [x], found, [X[:1]]
    v, t = pt.vector("v"), pt.scalar("t")
    yield [v, t], [v[0], v[-1], v[[0]], t[()], t[None], t[...]], [np.arange(3.0), np.array(2.0)]


@case()
def parts_set_and_increased():
    v = variables()
    for change in (set_subtensor, inc_subtensor):
        for y in (pt.constant(2.5), v[0][0, 0, 0]):
            found = [change(z, y) for z in parts(*v) if z.owner.inputs[0] is v[0]]
            yield (
                v,
                found,
                [X, ROWS, COLUMNS, 1, MASK, MASK2],
                [X, ROWS[:0], COLUMNS[:0], 2, MASK & False, MASK2 & False],
            )


@case()
def parts_set_to_arrays():
    v = variables()
    x, i, j, k, mask, _ = v
    y = pt.tensor3("y")
    for change in (set_subtensor, inc_subtensor):
        found = [
            change(x[1:3], y[:2]),
            change(x[i], y[:3]),
            change(x[:, i], y[:, :3]),
            change(x[i, j], y[0, :3]),
            change(x[mask], y[:3]),
            change(x[1], y[0, 0]),
            change(x[::-1], y),
            change(x[:, ::2, 1], y[:, :3, 1]),
            change(x[i, 1:3], y[:3, :2]),
            change(x[mask, 1], y[0, :3]),
            change(x[k], 1),
            change(x[1:3], y[0]),
            change(x[i, :, j % 3], y[:3, :, 0]),
            change(x[i], y[:1, :1, :1].sum()),
            change(x[None, 1], y[0]),
        ]
        yield [*v, y], found, [X, ROWS, COLUMNS, 1, MASK, MASK2, X + 1]
        repeated = change(x[pt.as_tensor([1, 1, 1])], y[:3])
        yield [x, y], repeated, [X, X + 1]
        yield [x, y, i], change(x[i], y), [X, X[:2], ROWS], [X, X[:3], ROWS + 7]
        yield (
            [x, y],
            [pt.grad(change(x[1:3], y[:2]).sum(), [x, y])[0], pt.grad((change(x[1:3], y[:2]) ** 2).sum(), y)],
            [X, X + 1],
        )
    parts_read = (x[pt.as_tensor([1, 1, 1])], x[None, [1, 0, 1]], x[i])
    yield [x, y, i], [inc_subtensor(z, y[:3], ignore_duplicates=True) for z in parts_read], [X, X + 1, ROWS]


@case()
def integers_in_arrays():
    x, i = pt.matrix("x"), pt.lvector("i")
    found = [advanced_subtensor1(x, i), advanced_inc_subtensor1(x, x[:3], i), pt.take(x, i), pt.take(x, i, axis=1)]
    found += [pt.take(x, i, axis=0, mode="clip"), pt.take(x, i, axis=0, mode="wrap")]
    yield [x, i], found, [X[0, :4, :].repeat(2, axis=1), ROWS]
    yield [x, i], [pt.take_along_axis(x, i[:, None], axis=1)], [X[:3, 0], np.array([0, 2, 1])]
    yield [x, i], [pt.inverse_permutation(i), x[i].sum(0)], [X[:3, 0], np.array([2, 0, 1])]


@case()
def permutations():
    x, p, i = pt.matrix("x"), pt.lmatrix("p"), pt.lvector("i")
    from pytensor.tensor.basic import permute_row_elements

    value = [X[:3, 0], np.array([[2, 0, 1], [0, 1, 2], [1, 2, 0]]), np.array([2, 0, 1])]
    yield (
        [x, p, i],
        [permute_row_elements(a, b, inverse) for inverse in (False, True) for a, b in ((x, p), (x, i))],
        value,
        # indices from the end
        [value[0], value[1] - np.array([[3, 0, 3]]), value[2] - np.array([0, 3, 3])],
    )


@case()
def in_place():
    x, y, i = pt.matrix("x"), pt.vector("y"), pt.lvector("i")
    copy = x * 2
    found = [set_subtensor(copy[1], y, inplace=True), inc_subtensor((x + 1)[i], y, inplace=True), copy[0] + 0]
    yield [x, y, i], found[:2], [X[0], X[0, 0], ROWS]


@case()
def slices_in_graphs():
    x, k, s = pt.vector("x"), pt.lscalar("k"), slicetype("s")
    yield [k], make_slice(k, None, 2), [1]
    yield [s], s, [slice(1, 2)]
    yield [x], [x[1:], NoneConst], [np.arange(3.0)]
