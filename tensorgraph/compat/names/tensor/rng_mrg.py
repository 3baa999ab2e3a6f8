"""Names of Theano's ``sandbox.rng_mrg`` and ``sandbox.multinomial``: the arithmetic behind its streams."""

import warnings

import numpy as np

from ....graph.apply import Apply
from ....graph.op import Op
from ....tensor.random import mrg31k3p
from ....tensor.random.mrg31k3p import STREAM, SUBSTREAM, jump
from ....tensor.random.multinomial import ChoiceFromUniform
from ....tensor.types.constant import as_tensor_variable
from ....userline import user_level

A1p0, A2p0 = np.array(mrg31k3p.A1), np.array(mrg31k3p.A2)
A1p72, A2p72 = SUBSTREAM
A1p134, A2p134 = STREAM
MASK12, MASK13, MASK2, MULT2 = (np.int32(n) for n in (511, 16777215, 65535, 21069))
NORM = 2.0**-31


def matVecModM(A, s, m):
    """Return ``A @ s`` modulo `m`, as int32."""
    return np.int32(mrg31k3p.multiply(A, np.asarray(s)[None], int(m))[0])


def multMatVect(v, A, m1, B, m2):
    """Multiply the first half of `v` by `A` modulo `m1` and the second half by `B` modulo `m2`."""
    return np.concatenate([matVecModM(A, v[:3], m1), matVecModM(B, v[3:], m2)])


def ff_2p72(rstate):
    """Return the state 2**72 draws later."""
    return jump(np.asarray(rstate)[None], SUBSTREAM)[0]


def ff_2p134(rstate):
    """Return the state 2**134 draws later."""
    return jump(np.asarray(rstate)[None], STREAM)[0]


class DotModulo(Op):
    """Two matrix-vector products, each modulo a number, concatenated."""

    __props__ = ()

    def make_node(self, A, s, m, A2, s2, m2):
        inputs = [as_tensor_variable(x) for x in (A, s, m, A2, s2, m2)]
        return Apply(self, inputs, [inputs[1].type()])

    def perform(self, node, inputs, output_storage):
        A, s, m, A2, s2, m2 = inputs
        output_storage[0][0] = np.concatenate([matVecModM(A, s, m), matVecModM(A2, s2, m2)])


class MultinomialWOReplacementFromUniform(ChoiceFromUniform):
    """:class:`ChoiceFromUniform` under its old name."""

    def __init__(self, *args, **kwargs):
        warnings.warn(
            "MultinomialWOReplacementFromUniform is deprecated, use ChoiceFromUniform instead.",
            DeprecationWarning,
            stacklevel=user_level(),
        )
        super().__init__(*args, **kwargs)
