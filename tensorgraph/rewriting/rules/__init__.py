"""The rules, one file per family; :func:`load` imports them all."""

import importlib

FAMILIES = (
    "nnet.softmax_by_hand",
    "useless",
    "arithmetic",
    "explog",
    "nnet.sigmoid",
    "special",
    "switch",
    "ifelse",
    "dimshuffle",
    "fill",
    "reshape",
    "shape",
    "subtensor",
    "subtensor_lift",
    "incsubtensor",
    "join",
    "reduce",
    "dot",
    "nnet.crossentropy",
    "nnet.softmax",
    "logsumexp",
    "logdomain",
    "nnet.ctc",
    "nnet.batchnorm",
    "nnet.conv_gemm",
    "specialize",
)


def load():
    """Import every family, which registers its rules in the order given here."""
    for family in FAMILIES:
        importlib.import_module(f"{__name__}.{family}")
