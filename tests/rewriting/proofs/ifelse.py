"""Proofs of the rules of conditionals."""

import numpy as np
from graphs import i, j, m, n, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.ifelse import IfElse
from tensorgraph.scalar.composite import Composite
from tensorgraph.tensor.elementwise.elemwise import Elemwise

off = given(np.array(0))
one = given([0.25], (True,))
one_long = T.unbroadcast(one, 0)
zeros = T.constant(np.zeros(4))
TWO = T.constant(np.array(2.0))
ZERO, ONE = T.constant(np.array(0.0)), T.constant(np.array(1))


def pick(*values):
    """A conditional of as many outputs as each branch has values."""
    return IfElse(len(values) // 2)(i, *values, return_list=True)


def skip(*values):
    """The same, of a condition that does not hold."""
    return IfElse(len(values) // 2)(off, *values, return_list=True)


def two_results(x, y=v):
    """An elementwise op of two outputs."""
    a, b = T.scalar_from_tensor(s), T.scalar_from_tensor(t)
    return Elemwise(Composite([a, b], [a + b, a * b]))(x, y)


PROOFS = {
    "local_useless_ifelse": Proof(
        fires=[
            lambda: IfElse(1)(T.constant(1), v, w),
            lambda: IfElse(1)(T.constant(0), v, w),
            lambda: IfElse(2)(T.constant(0.5), v, s, w, t),
            lambda: IfElse(1)(T.constant(np.nan), v, w),
            lambda: pick(v, w, v, w),
        ],
        refuses={
            "nothing is known": lambda: [*pick(v, w), *skip(v, w)],
            "one of two is a choice": lambda: [*pick(v, v, v, w), *skip(v, v, v, w)],
        },
    ),
    "cond_remove_identical": Proof(
        fires=[
            lambda: pick(v, v, w, w),
            lambda: pick(v, w, w, v)[0],
            lambda: pick(v, w, w, v)[1],
            lambda: pick(v, w, w, w),
            lambda: skip(v, s, w, t)[1],
            lambda: pick(v, v, v, v),
        ],
        refuses={"two choices": lambda: pick(v, w, w, v), "another order": lambda: skip(v, w, w, v)},
    ),
    "local_ifelse_of_zeros": Proof(
        fires=[
            lambda: pick(v, zeros)[0] * w,
            lambda: skip(v, zeros)[0] * w,
            lambda: pick(s, ZERO)[0] * (-i),
            lambda: pick(zeros, v)[0] / w,
            lambda: -skip(zeros, v)[0],
            lambda: T.fill(w, pick(s, ZERO)[0]),
            lambda: (lambda z: z * z)(pick(v, zeros)[0]),
            lambda: (lambda z: z[0] * z[1])(pick(v, zeros, zeros, w)),
            lambda: (lambda z: z[0] * z[1])(skip(v, zeros, zeros, w)),
            lambda: (lambda z: z[0] * z[1])(skip(v, w, zeros, v)),
            lambda: T.dot(pick(v, zeros)[0], n),
            lambda: pick(v, zeros)[0].sum(),
            lambda: skip(zeros, v)[0][1:],
            lambda: T.switch(T.lt(v, w), pick(v, zeros)[0], 0.0),
            lambda: T.cast(pick(v, zeros)[0], "float32"),
            lambda: T.alloc(pick(s, ZERO)[0], 3, 4),
            lambda: T.grad(T.tanh(pick(T.exp(v), w**2)[0]).sum(), v),
        ],
        refuses={
            "no zeros": lambda: pick(v, w)[0] * w,
            "another number": lambda: pick(v, T.constant(np.ones(4)))[0] * w,
            "an output": lambda: pick(v, zeros),
            "not 0 at 0": lambda: [T.exp(z) for z in (*pick(v, zeros), *skip(v, zeros))],
            "the divisor": lambda: w / (pick(v, zeros)[0]),
            "two outputs": lambda: two_results(skip(v, zeros)[0]),
            "another branch of a switch": lambda: T.switch(T.lt(v, w), skip(v, zeros)[0], 1.0),
            "the condition of a switch": lambda: T.switch(skip(v, zeros)[0], 0.0, 1.0),
            "the template": lambda: T.fill(skip(v, zeros)[0], 1.0),
            "a length that the type does not tell": lambda: -pick(one_long, T.fill(one_long, ZERO))[0],
            "a product": lambda: skip(v, zeros)[0].prod(),
            "a length": lambda: T.alloc(s, *skip(i, T.constant(np.array(0)))),
            "lengths of another type": lambda: (lambda z: T.alloc(z[0], z[1]))(skip(ZERO, j, s, ONE)),
        },
        refuses_unshaped={"no lengths are known": lambda: pick(v, zeros)[0] * w},
    ),
    "local_ifelse_fill": Proof(
        fires=[
            lambda: pick(T.fill(v, TWO), w),
            lambda: skip(v, T.fill(w, TWO)),
            lambda: skip(v, m, T.zeros_like(w), T.ones_like(m)),
        ],
        refuses={
            "no fill": lambda: pick(v, w),
            "no constant": lambda: pick(T.fill(v, s), w),
            "one number": lambda: pick(T.fill(s, TWO), t),
            "a length that the type does not tell": lambda: pick(
                T.fill(T.unbroadcast(one, 0), TWO), v
            ),
        },
        refuses_unshaped={"no lengths are known": lambda: pick(T.fill(v, TWO), w)},
    ),
    "local_merge_ifelse_same_cond": Proof(
        fires=[
            lambda: pick(v, w)[0] * pick(w, 2 * v)[0],
            lambda: (lambda z: z[0] / z[1])(skip(v, w, w, v)),
            lambda: T.add(*pick(v, w, 2 * v, w, v, 3 * w)),
        ],
        refuses={
            "outputs": lambda: pick(v, w, w, v),
            "no elementwise op": lambda: (lambda z: T.dot(z[0], z[1]))(pick(v, w, w, v)),
            "two outputs": lambda: two_results(*pick(v, w, w, v)),
            "one input": lambda: T.exp(pick(v, w)[0]),
            "one conditional": lambda: pick(v, w)[0] * w,
            "another condition": lambda: pick(v, w)[0] * skip(v, w)[0],
            "others read one": lambda: (lambda z: [z[0] * z[1], z[0] + 1])(pick(v, w, w, v)),
            "one that is read twice": lambda: (lambda z: z * z)(pick(v, w)[0]),
        },
    ),
}
