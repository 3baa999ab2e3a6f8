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
images.name, filters.name = "images", "filters"
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


def proof(cls, x, w, shape, text=None):
    """Return a proof with all parameters, and with a declared shape of filters that is right, partial or wrong."""
    wrong = (shape[0] + 1, *shape[1:])
    told = [shape, (None, *shape[1:]), (*shape[:-1], None)]
    return Proof(
        fires=[*cases(cls, x, w), *[lambda s=s: program(cls, x, w, {"kshp": s}) for s in told]],
        becomes=[(lambda: program(cls, x, w, {}), text)] if text else [],
        fails={"another number of filters": lambda: program(cls, x, w, {"kshp": wrong})},
    )


PROOFS = {
    "local_abstractconv_gemm": proof(
        AbstractConv2d, images, filters, (4, 3, 2, 3),
        "CorrMM{valid, (1, 1), (1, 1), 1 False, filter_flip}(images, filters)",
    ),
    "local_abstractconv_gradweight_gemm": Proof(
        fires=[
            *cases(AbstractConv2d_gradWeights, images, filters),
            lambda: program(AbstractConv2d_gradWeights, images, filters, {"kshp": (4, 3, 2, 3)}),
        ]
    ),
    "local_abstractconv_gradinputs_gemm": proof(AbstractConv2d_gradInputs, images, filters, (4, 3, 2, 3)),
    "local_abstractconv3d_gemm": proof(AbstractConv3d, volumes, blocks, (4, 3, 2, 2, 3)),
    "local_abstractconv3d_gradweight_gemm": Proof(fires=cases(AbstractConv3d_gradWeights, volumes, blocks)),
    "local_abstractconv3d_gradinputs_gemm": proof(AbstractConv3d_gradInputs, volumes, blocks, (4, 3, 2, 2, 3)),
}
