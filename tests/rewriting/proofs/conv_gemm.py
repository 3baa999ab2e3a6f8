"""Proofs of the rules that name convolutions."""

import numpy as np
from proof import Proof, given

from tensorgraph.tensor.nnet.conv.abstract import (
    AbstractConv2d,
    AbstractConv2d_gradInputs,
    AbstractConv2d_gradWeights,
    AbstractConv3d,
    AbstractConv3d_gradInputs,
    AbstractConv3d_gradWeights,
)


def values(*shape):
    """Numbers that are all different."""
    return given(np.cos(np.arange(np.prod(shape), dtype=float)).reshape(shape))


images, filters = values(2, 3, 6, 7), values(4, 3, 2, 3)
volumes, blocks = values(2, 3, 5, 4, 6), values(4, 3, 2, 2, 3)
CASES = [
    {},
    {"border_mode": "full"},
    {"border_mode": "half", "filter_flip": False},
    {"border_mode": 1, "subsample": 2},
    {"filter_dilation": 2},
]


def cases(cls, x, w):
    """Return programs of a convolution, or of a derivative, with all parameters."""
    ndim = x.type.ndim - 2
    found = []
    for case in CASES:
        options = {k: (a,) * ndim if k in ("subsample", "filter_dilation") else a for k, a in case.items()}
        found.append(lambda options=options: program(cls, x, w, options))
    return found


def program(cls, x, w, options):
    """Return a convolution, or a derivative given the convolution itself."""
    forward = AbstractConv2d if x.type.ndim == 4 else AbstractConv3d
    z = forward(**options)(x, w)
    if cls is forward:
        return z
    if cls in (AbstractConv2d_gradWeights, AbstractConv3d_gradWeights):
        return cls(**options)(x, z, w.shape[2:])
    return cls(**options)(w, z, x.shape[2:])


PROOFS = {
    "local_abstractconv_gemm": Proof(fires=cases(AbstractConv2d, images, filters)),
    "local_abstractconv_gradweight_gemm": Proof(fires=cases(AbstractConv2d_gradWeights, images, filters)),
    "local_abstractconv_gradinputs_gemm": Proof(fires=cases(AbstractConv2d_gradInputs, images, filters)),
    "local_abstractconv3d_gemm": Proof(fires=cases(AbstractConv3d, volumes, blocks)),
    "local_abstractconv3d_gradweight_gemm": Proof(fires=cases(AbstractConv3d_gradWeights, volumes, blocks)),
    "local_abstractconv3d_gradinputs_gemm": Proof(fires=cases(AbstractConv3d_gradInputs, volumes, blocks)),
}
