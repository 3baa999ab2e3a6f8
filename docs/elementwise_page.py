"""The reference pages of the elementwise operations, written from their records when the documentation is built."""

from pathlib import Path

INTRODUCTION = """\
Elementwise operations
======================

Each operation is a function ``tensorgraph.tensor.NAME`` of tensors, whose axes of static length 1 broadcast. The
variant ``tensorgraph.tensor.inplace.NAME_inplace`` overwrites its first argument. The page of an operation lists its
result dtypes, the dtypes for which it has kernels (others use the loops of NumPy or SciPy), and its gradient.

Casts, ``Cast{DTYPE}``, are created by :func:`tensorgraph.tensor.cast`. The last column lists operators and other names.

"""
ALIASES = {
    "eq": "==", "neq": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "and_": "bitwise_and, &", "or_": "bitwise_or, |", "xor": "bitwise_xor, ^", "invert": "bitwise_not, ~",
    "add": "+", "sub": "-", "mul": "*", "true_div": "divide, /", "int_div": "floor_div, //", "mod": "%", "pow": "**",
    "neg": "unary -", "abs_": "abs", "sqr": "square", "second": "fill", "switch": "where", "identity": "tensor_copy",
    "conj": "conjugate",
}  # fmt: skip


def write(app):
    """Write ``reference/elementwise.rst``, a table of all operations, and a page for each of them."""
    from tensorgraph.tensor.elementwise.document import MODULES
    from tensorgraph.tensor.elementwise.math import FUNCTIONS

    folder = Path(app.srcdir) / "reference" / "elementwise"
    folder.mkdir(parents=True, exist_ok=True)
    table = [".. list-table::", "   :header-rows: 1", "   :widths: 22 58 20", ""]
    table += ["   * - name", "     - meaning", "     - also"]
    pages = []
    for name, function in sorted(FUNCTIONS.items()):
        op = function.scalar_op
        module = f"tensorgraph.tensor.{MODULES.get(name, '')}".rstrip(".")
        signature = "*xs" if op.nin < 0 else ", ".join(op.params)
        title = f"{module}.{name}".replace("_", r"\_")
        directive = f".. autofunction:: {module}.{name}({signature})"
        _update(folder / f"{name}.rst", [title, "=" * len(title), "", directive])
        meaning = " ".join(op.docs.strip().split("\n\n")[0].split())
        also = ", ".join(f"``{alias}``" for alias in ALIASES.get(name, "").split(", ") if alias)
        table += [f"   * - :doc:`{name} <elementwise/{name}>`", f"     - {meaning}", f"     - {also}"]
        pages.append(f"   elementwise/{name}")
    contents = ["", ".. toctree::", "   :hidden:", "", *pages]
    _update(folder.parent / "elementwise.rst", [INTRODUCTION, *table, *contents])


def _update(path, lines):
    text = "\n".join(lines) + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
