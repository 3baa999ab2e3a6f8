"""NumPy twins of the kernels: their meaning, the oracle of tests, and the baseline of benchmarks.

A twin takes the operands of its kernel as arrays and returns what the kernel writes. It computes in whatever dtype it
is given: in long double it measures how accurate a kernel is.
"""

from ....scalar import KERNEL_CODES
from . import (
    bisections,
    chains,
    cumulative,
    draws,
    elementwise,
    folds,
    gemm,
    heaps,
    integers,
    rows,
    rowsums,
    runs,
    short_rows,
    shuffles,
    tiles,
    triangles,
    windows,
)

__all__ = ["twin"]

FAMILIES = {
    "elementwise": elementwise.twin, "folds": folds.twin, "dense_rows": rows.TWINS.get, "windows": windows.TWINS.get,
    "runs": runs.TWINS.get, "draws": draws.TWINS.get, "triangles": triangles.TWINS.get, "tiles": tiles.TWINS.get,
    "short_rows": short_rows.twin, "cumulative": cumulative.TWINS.get, "chains": chains.twin,
    "gemm": gemm.TWINS.get, "bisections": bisections.TWINS.get, "rowsums": rowsums.twin, "shuffles": shuffles.TWINS.get,
    "integers": integers.TWINS.get, "heaps": heaps.TWINS.get,
}
CODES = frozenset(KERNEL_CODES.values())
# named by what they are generated from, or with a meaning for each dtype
GENERATED = ("elementwise", "folds", "rowsums", "short_rows", "chains", "tiles")


def twin(family, name):
    """Return the NumPy twin of a kernel.

    Parameters
    ----------
    family : str
        The stem of the kernel's module, as `dispatch.module` takes it.
    name : str
        A name in the module's ``kernels()``.

    Returns
    -------
    callable

    Raises
    ------
    KeyError
        If a kernel has no twin.

    Examples
    --------
    >>> twin("dense_rows", "rows_dot_f64")([[1., 2.]], [[3., 4.]])
    array([11.])
    """
    what, _, code = name.rpartition("_")
    found = FAMILIES[family](what if code in CODES and family not in GENERATED else name)
    if found is None:
        raise KeyError(f"no twin of {name} in twins/{family}.py")
    return found
