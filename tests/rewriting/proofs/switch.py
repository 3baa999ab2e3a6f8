"""Proofs of the rules of switches."""

import numpy as np
from graphs import i, j, k, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.reductions.sums import Sum

c = given(np.array([True, False, True, True]))
everywhere = given(np.array([True, True, True, True]))
d = given(np.array([True, True, False, False]))
small = given(np.array([3, -2, 7], "int8"))
halves, zero = given(np.array([0.5, -1.5, 2.5, 4.5], "float32")), np.float32(0)

cell = given([[0.25]], (True, True))
single = given(np.array([0.5, -2.0, 3.0], "float32"))


def mask():
    """A switch that one node reads."""
    return T.switch(c, v, 0.0)


def shared_mask(make, z=None):
    """Two uses of one mask."""
    z = T.switch(c, v, 0.0) if z is None else z
    return [make(z), z + 1]


def shared_product(make):
    """Uses of a product with a mask, which are read elsewhere too."""
    z = T.switch(c, v, 0.0)
    p = z * w
    return [make(p), p + 1, z + 1]


def two_masks(combine):
    """Two switches with a branch of zeros, under different conditions, as one."""
    return combine(T.switch(c, v, 0.0), T.switch(d, 0.0, w))


PROOFS = {
    "local_discrete_comparison": Proof(
        fires=[lambda: T.le(small, small), lambda: T.neq(small, small), lambda: T.eq(small, small)],
        refuses={
            "two variables": lambda: T.eq(small, small + small),
            "a float may be nan": lambda: T.eq(v, v),
        },
    ),
    "local_switch_of_equal_branches": Proof(
        fires=[lambda: T.switch(c, v, v), lambda: T.switch(v > w, m, m), lambda: T.switch(m > 0, v, v)],
        refuses={"two variables": lambda: T.switch(c, v, w)},
    ),
    "local_mul_switch_sink": Proof(
        fires=[
            lambda: mask() * w,
            lambda: w * T.switch(c, 0.0, v),
            lambda: w * T.cast(T.switch(c, halves, zero), "float64"),
            lambda: mask() / w,
            lambda: shared_mask(lambda z: -z),
            lambda: T.switch(c[:3], small, np.array(0.0)) * T.constant(np.array([100], "int8")),
            lambda: shared_mask(lambda z: z / w),
            lambda: shared_mask(lambda z: z * T.log(abs(w))),
            lambda: shared_mask(lambda z: z * T.sin(w)),
            lambda: shared_mask(lambda z: z * (1 + 2 * T.inv(w))),
            lambda: shared_mask(lambda z: z * T.inv(s).dimshuffle("x")),
            lambda: shared_mask(lambda z: z * T.add(*[w] * 20)),
            lambda: shared_mask(lambda z: z / 2),
            lambda: shared_mask(lambda z: z * w / s),
            lambda: shared_product(lambda p: p * T.log(abs(w))),
            lambda: shared_product(lambda p: p / w),
            lambda: shared_product(lambda p: (p * s) * T.log(abs(w))),
            lambda: shared_mask(lambda z: z * w / s, T.switch(c, 0.0, v)),
            lambda: shared_mask(lambda z: z * np.inf, T.switch(everywhere, v, 0.0)),
            lambda: shared_mask(lambda z: T.specify_shape(z, (4,)) * T.log(abs(w))),
            lambda: shared_mask(lambda z: T.log(abs(w)) * T.specify_shape(z, (4,)), T.switch(c, 0.0, s)),
            lambda: shared_mask(lambda z: z.dimshuffle("x", 0) * T.log(abs(w))),
            lambda: shared_mask(lambda z: T.specify_shape(z.dimshuffle(0, "x"), (4, 1)) / w),
            lambda: shared_mask(lambda z: z * T.specify_shape(T.inv(w), (4,))),
        ],
        fails={
            "zeros of another length": lambda: T.exp(v) * T.switch(v > 0, w, np.zeros(3)),
            "another length than asserted": lambda: shared_mask(lambda z: T.specify_shape(z, (3,)) * T.log(abs(w))),
        },
        refuses={
            "no switch": lambda: v * w,
            "no branch of zeros": lambda: T.switch(c, v, 1.0) * w,
            "the divisor": lambda: w / mask(),
            "fifteen terms without a pole": lambda: shared_mask(lambda z: z * T.add(*[w] * 15)),
            "a few terms without a pole": lambda: shared_mask(lambda z: z * T.add(w, w, w)),
            "a pole behind what adds up": lambda: shared_mask(lambda z: z * T.cumsum(T.inv(w))),
            "others read the mask, and nothing has a pole": lambda: shared_mask(lambda z: z * w),
            "others read the mask, and nothing divides": lambda: shared_mask(lambda z: z * w * s),
            "others read what is shown, without a pole": lambda: shared_mask(lambda z: z.dimshuffle("x", 0) * w),
            "others read what is asserted, and nothing divides": lambda: shared_mask(
                lambda z: -T.specify_shape(z, (4,))
            ),
            "asserted lengths that are computed": lambda: shared_mask(
                lambda z: T.specify_shape(z, T.argsort(v)[:1] * 0 + 4) * T.log(abs(w))
            ),
            "a constant has no pole": lambda: shared_mask(lambda z: z * 2),
            "the product divides": lambda: shared_product(lambda p: w / p),
            "a pole is added to the product": lambda: shared_product(lambda p: p + T.log(abs(w))),
            "a pole of what the product is added to": lambda: shared_product(lambda p: (p + 1) * T.log(abs(w))),
            "the product has no pole": lambda: shared_product(lambda p: p * s),
            "the pole is far away": lambda: shared_product(lambda p: p * s * s * s * s * s * s * T.log(abs(w))),
            "the pole is in the mask itself": lambda: (lambda z: [z * w, z + 1])(T.switch(c, T.log(v * v), 0.0)),
        },
    ),
    "local_mul_masks_sink": Proof(
        fires=[
            lambda: two_masks(lambda y, z: y + z) * T.log(abs(w)),
            lambda: T.exp(w) * two_masks(lambda y, z: y - z),
            lambda: T.cast(T.switch(d, halves, zero) + T.switch(d, zero, halves), "float64") * T.exp(w),
            lambda: (T.switch(c[:3], small, np.array(0.0)) + T.switch(d[:3], v[:3], 0.0)) * T.inv(v[:3]),
        ],
        refuses={
            "a product": lambda: two_masks(lambda y, z: T.minimum(y, z)) * T.log(abs(w)),
            "not all hide": lambda: two_masks(lambda y, z: y + z + w) * T.log(abs(w)),
            "no branch of zeros": lambda: (T.switch(c, v, 1.0) + T.switch(d, w, 0.0)) * T.log(abs(w)),
            "nothing has a pole": lambda: two_masks(lambda y, z: y + z) * w,
            "the pole is in the masks": lambda: (T.switch(c, T.log(v * v), 0.0) + T.switch(d, v, 0.0)) * w,
        },
    ),
    "local_cancel_in_switch": Proof(
        fires=[
            lambda: w * T.switch(c, s / w, v),
            lambda: w * T.switch(c, v, s / w) * s,
            lambda: w * T.switch(c, v, T.switch(d, 3.0, s / w)) / s,
            lambda: T.exp(v) * T.switch(c, T.inv(T.exp(v)), 2.0),
        ],
        refuses={
            "no switch": lambda: v * w,
            "nothing cancels": lambda: w * T.switch(c, s / v, v),
            "others read the switch": lambda: (lambda z: [w * z, z + 1])(T.switch(c, s / w, v)),
            "others read the inner switch": lambda: (lambda z: [w * T.switch(d, z, v), z + 1])(T.switch(c, s / w, v)),
            "others read the quotient": lambda: (lambda z: [w * T.switch(d, z, v), z + 1])(s / w),
            "a switch of another precision": lambda: T.mul(
                v[:3], single, T.switch(c[:3], single[::-1] / single, single**2)
            ),
        },
        harmless={"holds(fgraph, node, PRODUCT, 'switch'): True": "the search that it spares finds nothing"},
    ),
    "local_merge_switch_same_cond": Proof(
        fires=[
            lambda: T.switch(c, v, w) + T.switch(c, w, v),
            lambda: T.switch(c, v, w) * T.switch(c, w, 2.0),
            lambda: T.switch(c[:3], small, v[:3]) * T.switch(c[:3], small * small, w[:3]),
            lambda: (lambda a, b: [a + b, a * 2, b * 3])(T.switch(c, v, 0.0), T.switch(c, w, 0.0)),
        ],
        refuses={
            "one operand": lambda: T.add(T.switch(c, v, w)),
            "another condition": lambda: T.switch(c, v, w) + T.switch(d, w, v),
            "not all are switches": lambda: T.switch(v, w, 2.0) + T.clip(v, 0.0, 1.0),
            "others read them": lambda: (lambda a, b: [a + b, a * 2])(T.switch(c, v, w), T.switch(c, w, v)),
            "others read masks of a product": lambda: (lambda a, b: [a * b, a * 2])(
                T.switch(c, v, 0.0), T.switch(c, w, 0.0)
            ),
        },
    ),
    "local_sum_of_choice": Proof(
        becomes=[
            (
                lambda: T.switch(T.gt(s, 0), v, -np.inf).sum(),
                "switch(gt(s, {0}), Sum{acc_dtype=float64}(v), switch(Shape_i{0}(v), "
                "({-inf} * float64(Shape_i{0}(v))), {0.0}))",
            ),
            (
                lambda: T.switch(T.gt(s.dimshuffle("x"), np.zeros(1)), 2.0, v).sum(),
                "switch(gt(s, DimShuffle{}({(1,) of 0.0})), ({2.0} * float64(Shape_i{0}(v))), "
                "Sum{acc_dtype=float64}(v))",
            ),
        ],
        fires=[
            lambda: T.switch(T.gt(s, 0), v, -np.inf).sum(),
            lambda: T.switch(T.lt(s, 0), v, -np.inf).sum(),
            lambda: T.switch(T.lt(s, 0), -np.inf, m).sum(axis=1),
            lambda: T.switch(T.gt(v, 0), m, 2.5).sum(axis=0),
            lambda: T.switch(T.gt(v, 0), m, 2.5).sum(axis=0) + T.switch(T.lt(v, 0), m, v).sum(axis=0),
            lambda: T.switch(T.gt(s, 0), v[:0], np.nan).sum() + T.switch(T.lt(s, 0), v[:0], -np.inf).sum(),
            lambda: T.switch(T.lt(s, 0), v[:0], T.log(t - t)).sum(),
            lambda: T.switch(T.and_(T.gt(s, 0), T.lt(s, t)), single, np.float32(-np.inf)).sum(dtype="float32"),
            lambda: T.switch(cell, m, 0.5).sum(),
        ],
        refuses={
            "no switch": lambda: v.sum(),
            "others read it": lambda: (lambda z: [z.sum(), z + 1])(T.switch(T.gt(s, 0), v, 1.0)),
            "integers": lambda: T.switch(T.gt(s, 0), k, 3).sum(),
            "the sum is of another dtype": lambda: Sum(dtype="float64")(T.switch(s, single, np.float32(0.1))),
            "the condition varies": lambda: T.switch(c, v, -np.inf).sum(),
            "the condition varies along an axis": lambda: T.switch(T.gt(v, 0), m, 1.0).sum(),
            "both branches vary": lambda: T.switch(T.gt(s, 0), v, w).sum(),
            "both are the same everywhere": lambda: T.switch(T.gt(s, 0), T.exp(cell), cell).sum(),
            "no axis": lambda: Sum(())(T.switch(T.gt(s, 0), v, 1.0)),
            "a branch is narrower": lambda: T.switch(T.gt(s, 0), single, np.float64(0.1)).sum(),
        },
        refuses_unshaped={"no lengths are known": lambda: T.switch(T.gt(s, 0), v, 1.0).sum()},
    ),
    "local_length_comparison": Proof(
        fires=[
            lambda: T.lt(m.shape[0], 0), lambda: T.ge(m.shape[0], 0), lambda: T.maximum(m.shape[0], 0),
            lambda: T.minimum(m.shape[0], -1), lambda: T.eq(m.shape[0], -1), lambda: T.neq(-1, m.shape[0]),
            lambda: T.lt(m.shape[0] + 2, 0), lambda: T.ge(m.shape[0] * m.shape[1], 0),
            lambda: T.lt(T.maximum(m.shape[0], m.shape[1]), 0), lambda: T.ge(T.minimum(3, m.shape[0]), 0),
            lambda: T.lt(T.maximum(i, 0), 0), lambda: T.lt(T.maximum(2, i), 0),
            lambda: T.lt(T.cast(m.shape[0], "int32"), 0), lambda: T.lt(m.shape[0].dimshuffle("x"), 0),
        ],
        refuses={
            "no constant": lambda: T.lt(m.shape[0], m.shape[1]),
            "the bound is above 0": lambda: T.lt(m.shape[0], 1),
            "a length may be 0": lambda: T.eq(m.shape[0], 0),
            "no integer, of lengths": lambda: T.lt(T.cast(m.shape[0], "float64") * 2.0, 0.0),
            "no length": lambda: T.lt(given(np.array(-3)), 0),
            "no integer": lambda: T.lt(s, 0),
            "a sum with a number below 0": lambda: T.lt(m.shape[0] + -2, 0),
            "a sum with any number": lambda: T.lt(m.shape[0] + i, 0),
            "a difference": lambda: T.lt(m.shape[0] - m.shape[1], 0),
            "the negative of a length": lambda: T.lt(-m.shape[0], 0),
            "the largest of numbers": lambda: T.lt(T.maximum(i, j), 0),
            "the largest, below 0 perhaps": lambda: T.lt(T.maximum(i, -3), 0),
            "the smallest, of any": lambda: T.lt(T.minimum(i, 5), 0),
            "an entry": lambda: T.lt(k[0], 0),
            "a cast float": lambda: T.lt(T.cast(s, "int64"), 0),
            "a float of lengths": lambda: T.lt(T.true_div(m.shape[0], 2) * s, 0),
            "the bound on the other side": lambda: T.lt(0, m.shape[0]),
        },
        after=("canonicalize",),
    ),
}  # fmt: skip
