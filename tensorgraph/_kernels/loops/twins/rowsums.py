"""NumPy twins of the sums of formulas over rows and columns."""

from .elementwise import DTYPES
from .elementwise import twin as formula_twin

__all__ = ["parts", "twin"]


def parts(name):
    """Return the kernel of a formula, the kinds of its operands, their dtype and that of the sums.

    Examples
    --------
    >>> parts("rows_sum_sqr_sub_ms_f32_f64")
    ('sqr_sub_f32', 'ms', 'float32', 'float64')
    """
    _, _, *formula, code = name.split("_")
    acc = code
    if formula[-1] in DTYPES:
        code = formula.pop()
    kinds = formula.pop()
    return f"{'_'.join(formula)}_{code}", kinds, DTYPES[code], DTYPES[acc]


def twin(name):
    """Return the function of NumPy arrays that a kernel computes, of matrices and of values for each row."""
    formula, kinds, _, acc = parts(name)

    def add(*operands):
        arrays = [x if kind == "m" else x[:, None] for x, kind in zip(operands, kinds, strict=True)]
        return formula_twin(formula)(*arrays).astype(acc).sum(axis=1 if name.startswith("rows_") else 0)

    return add
