"""Proofs of the last touches."""

import numpy as np
from graphs import k, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.scalar import BinaryScalarOp, upcast_out
from tensorgraph.tensor.elementwise.elemwise import Elemwise

small = given(np.array([3, -2, 7], "int8"))
bits = given(np.array([True, False, True]))


class Complement(BinaryScalarOp):
    """A scalar op of a program, which is computed in the dtypes that are there."""

    def impl(self, x, n):
        return x * ~n


complement = Elemwise(Complement(upcast_out, "complement"))


PROOFS = {
    "local_upcast_elemwise_constant_inputs": Proof(
        fires=[
            lambda: v + T.constant([1]),
            lambda: k * T.constant(np.array([3], "int8")),
            lambda: T.switch(bits, v[:3], T.constant([0])),
            lambda: v * T.constant([[2]]),
            lambda: v + T.exp(T.constant(np.array([3], "int8"))),
            lambda: small / T.constant(np.array([2], "int8")),
        ],
        refuses={
            "equal dtypes": lambda: v + T.constant([1.0]),
            "no constant": lambda: v + given(np.array(1)),
            "an op of a program": lambda: complement(v, T.constant([2])),
            "a constant in the dtype of the work": lambda: small + T.constant(np.array([300])),
            "a condition": lambda: T.switch(T.constant([1]), v, 0.0),
            "the length counts": lambda: v + np.arange(4),
        },
    ),
}
