"""Proofs of the rules of ops that give back their input."""

import numpy as np
from graphs import k, m, n, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.gradient import disconnected_grad, grad_clip, grad_scale, zero_grad
from tensorgraph.rewriting.logdomain.commonfactor import common_factor
from tensorgraph.scalar import cast_to
from tensorgraph.tensor.elementwise.elemwise import named
from tensorgraph.tensor.shape.assertion import Assert

bits = given(np.array([True, False, True]))
small = given(np.array([3, -2, 127], "int8"))
large = given(np.array([300, -70000, 1 << 40]))
half = given(np.array([0.5, -2.0, 0.0], "float16"))
z = given(np.array([0.5 + 1j, -1.0, 0.0]))


def cast(x, dtype):
    """A cast, also to the dtype that is there."""
    return named(cast_to(dtype))(x)


PROOFS = {
    "local_useless_elemwise": Proof(
        fires=[lambda: T.add(v), lambda: T.mul(k)],
        refuses={"two inputs": lambda: [v + w, v * w]},
    ),
    "remove_tensor_copy": Proof(fires=[lambda: T.tensor_copy(v), lambda: T.tensor_copy(m) + v]),
    "local_cast_cast": Proof(
        fires=[
            lambda: cast(v, "float64"),
            lambda: cast(cast(small, "int64"), "int8"),
            lambda: cast(cast(small, "int64"), "float64"),
            lambda: cast(cast(half, "float32"), "bool"),
            lambda: cast(cast(bits, "float32"), "int64"),
            lambda: cast(cast(bits, "int8"), "bool"),
        ],
        refuses={
            "no cast": lambda: T.exp(v),
            "one cast": lambda: cast(v, "float32"),
            "of another elementwise op": lambda: cast(T.exp(small), "float64"),
            "of no elementwise op": lambda: cast(small[1:], "int64"),
            "the first one narrows, and the second goes back": lambda: cast(cast(large, "int8"), "int64"),
            "the first one narrows": lambda: cast(cast(large, "int16"), "int32"),
            "the first one wraps": lambda: cast(cast(small, "uint8"), "int64"),
            "the first one rounds": lambda: cast(cast(large, "float32"), "int64"),
            "the first one tells 0 from the rest": lambda: cast(cast(large, "bool"), "int64"),
        },
    ),
    "local_bits_that_are_known": Proof(
        fires=[
            lambda: k & 0,
            lambda: k | 0,
            lambda: k & -1,
            lambda: k | -1,
            lambda: bits & T.constant(True, dtype="bool"),
            lambda: bits | T.constant(True, dtype="bool"),
            lambda: T.constant(-1) & T.constant(-1),
            lambda: small & np.int8(-1),
        ],
        refuses={
            "no constant": lambda: k & (k + 1),
            "another constant": lambda: [k & 6, k | 6],
            "the length counts": lambda: [k & np.full(3, -1), k | np.full(3, -1)],
        },
    ),
    "local_remove_useless_assert": Proof(
        fails={
            "another condition does not hold": lambda: Assert()(v, True, T.gt(s, 5)),
            "a condition is known not to hold": lambda: Assert()(v, True, False),
        },
        becomes=[
            (lambda: Assert()(v, True), "v"),
        ],
        fires=[lambda: Assert()(v, True), lambda: Assert()(v, T.eq(s, s), True), lambda: Assert()(v, 2.0)],
        refuses={
            "no condition is known": lambda: Assert()(v, T.eq(s, s)),
        },
    ),
    "local_common_factor": Proof(fires=[lambda: common_factor(v, w, v), lambda: common_factor(m, n.T, m) * 2]),
    "remove_gradient_barriers": Proof(
        fires=[
            lambda: zero_grad(v),
            lambda: disconnected_grad(m) * 2,
            lambda: grad_clip(v, -1, 1),
            lambda: grad_scale(v, 2.0),
        ]
    ),
}
