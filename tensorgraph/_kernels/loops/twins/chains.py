"""NumPy twins of the functions of chains: those of the kernels of the same formulas."""

from . import elementwise

__all__ = ["twin"]


def twin(name):
    """Return the function of NumPy arrays that ``chain_<kernel>_<places>`` computes of its operands.

    Examples
    --------
    >>> float(twin("chain_sub_f64_1")(5.0, 2.0))
    3.0
    """
    return elementwise.twin(name.removeprefix("chain_").rpartition("_")[0])
