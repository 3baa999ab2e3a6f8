"""NumPy twins of the kernels: their meaning, the oracle of tests, and the baseline of benchmarks.

A twin takes the operands of its kernel as arrays and returns what the kernel writes. It computes in whatever dtype it
is given: in long double it measures how accurate a kernel is.
"""

from . import draws, elementwise, folds, rows, runs, short_rows, triangles, windows

__all__ = ["twin"]

FAMILIES = {
    "elementwise": elementwise.twin, "folds": folds.twin, "dense_rows": rows.TWINS.get, "windows": windows.TWINS.get,
    "runs": runs.TWINS.get, "draws": draws.TWINS.get, "triangles": triangles.TWINS.get,
    "short_rows": short_rows.twin,
}
GENERATED = ("elementwise", "folds", "short_rows")      # their kernels are named by what they are generated from


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
    what = name.removesuffix("_f32").removesuffix("_f64") if family not in GENERATED else name
    found = FAMILIES[family](what)
    if found is None:
        raise KeyError(f"no twin of {name} in twins/{family}.py")
    return found
