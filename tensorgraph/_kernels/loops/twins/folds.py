"""NumPy twins of the generated reductions: over blocks, columns, rows and windows."""

from functools import partial

import numpy as np

from ....scalar.reductions import REDUCTIONS
from .elementwise import DTYPES
from .elementwise import twin as formula_twin

__all__ = ["parts", "twin"]


def parts(name):
    """Return the kind of a kernel, its reduction, its formula's kernel (copy for none) and its accumulator's dtype.

    Examples
    --------
    >>> kind, record, formula, dtype = parts("fold_sum_mul_f32_f64")
    >>> kind, record.name, formula, dtype
    ('fold', 'sum', 'mul_f32', 'float64')
    """
    kind, how, *formula, code = name.split("_")
    acc = code
    if formula and formula[-1] in DTYPES:
        code = formula.pop()
    return kind, REDUCTIONS[how], "_".join([*(formula or ["copy"]), code]), DTYPES[acc]


def fold(ufunc, formula, o, *operands):
    """Return `o` joined with all values of a formula."""
    return ufunc.reduce(formula(*operands).astype(o.dtype), initial=o[0], keepdims=True)


def across(ufunc, formula, o, *operands):
    """Return `o` joined element by element with the values of a formula."""
    return ufunc(o, formula(*operands).astype(o.dtype))


def rows(ufunc, formula, x, acc):
    """Return the reduction of each row, or of each column of matrices, in the dtype of the accumulators."""
    return ufunc.reduce(formula(x).astype(acc), axis=1)


def window(ufunc, formula, x, size, step):
    """Return the reductions of the windows of `size` elements, `step` from one to the next."""
    return ufunc.reduce(np.lib.stride_tricks.sliding_window_view(formula(x), size)[::step], axis=1)


KINDS = {"fold": fold, "across": across, "rows": rows, "columns": rows, "window": window}


def twin(name):
    """Return the function of NumPy arrays that a kernel of reductions computes."""
    kind, record, formula, acc = parts(name)
    known = {"acc": acc} if kind in ("rows", "columns") else {}
    return partial(KINDS[kind], record.ufunc, formula_twin(formula), **known)
