"""The reference page of the elementwise operations, written from their records when the documentation is built."""

from pathlib import Path


def write(app):
    """Write ``reference/elementwise.rst``: a row per operation with its text, kernels and gradient."""
    from tensorgraph.scalar import REGISTRY

    lines = [
        "Elementwise operations",
        "======================",
        "",
        "Each is a function ``tensorgraph.tensor.NAME`` of tensors, whose axes of static length 1 broadcast. The",
        "column *kernels* says for which dtypes there is a kernel; other dtypes run on the loops of NumPy or SciPy.",
        "",
        ".. list-table::",
        "   :header-rows: 1",
        "   :widths: 20 50 30",
        "",
        "   * - name",
        "     - meaning",
        "     - kernels",
    ]
    for name, op in sorted(REGISTRY.items()):
        meaning = " ".join((op.docs or op.__doc__ or "").strip().split("\n\n")[0].split())
        lines += [f"   * - ``{name}``", f"     - {meaning}", f"     - {' '.join(op.kernel_dtypes) if op.c else ''}"]
    path = Path(app.srcdir) / "reference" / "elementwise.rst"
    path.parent.mkdir(exist_ok=True)
    text = "\n".join(lines) + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
