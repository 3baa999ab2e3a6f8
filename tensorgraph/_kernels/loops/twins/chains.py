"""NumPy twins of the functions of chains: those of the kernels of the same formulas, in one step or in several."""

from . import elementwise

__all__ = ["twin"]


def twin(name):
    """Return the function of NumPy arrays that ``chain_<kernel>_<places>`` or ``steps_<kernel>_<places>`` computes.

    That of a chain takes its operands; that of steps the last number, and of each operand the numbers of all steps, or
    None where it is the last number: it returns the results of all steps.

    Examples
    --------
    >>> float(twin("chain_sub_f64_1")(5.0, 2.0))
    3.0
    >>> [float(z) for z in twin("steps_sub_f64_0")(10.0, None, [1.0, 2.0, 3.0])]
    [9.0, 7.0, 4.0]
    """
    kind, _, rest = name.partition("_")
    kernel = elementwise.twin(rest.rpartition("_")[0])
    if kind == "chain":
        return kernel

    def steps(last, *operands):
        found = []
        for now in zip(*[numbers for numbers in operands if numbers is not None], strict=True):
            given = iter(now)
            last = kernel(*[last if numbers is None else next(given) for numbers in operands])
            found.append(last)
        return found

    return steps
