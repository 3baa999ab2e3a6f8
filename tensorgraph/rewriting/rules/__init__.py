"""The rules, one file per family; :func:`load` imports them all."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

# of two rules for one node the first counts, so these come in this order; families that are not named follow by name
FIRST = (
    "nnet.softmax_by_hand", "useless", "arithmetic", "explog", "powers", "logproducts", "nnet.sigmoid", "special",
    "switch", "ifelse", "dimshuffle", "fill", "reshape", "shape", "subtensor", "subtensor_lift", "incsubtensor", "join",
    "reduce", "dot", "nnet.crossentropy", "nnet.softmax", "nnet.logsumexp", "digits.removable", "logdomain",
    "digits.log1ppower", "nnet.ctc", "nnet.batchnorm", "nnet.conv_gemm", "specialize",
)
ROOMS = ("digits", "nnet")


@cache
def families():
    """Return the names of all families, in the order in which their rules are registered."""
    found = [module.name.removeprefix(f"{__name__}.") for module in walk_packages(__path__, f"{__name__}.")]
    return [*FIRST, *sorted({name for name in found if name not in ROOMS}.difference(FIRST))]


def load():
    """Import every family, which registers its rules."""
    for family in families():
        import_module(f"{__name__}.{family}")
