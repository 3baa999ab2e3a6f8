"""Places in the user's program, where nodes and variables are made."""

from pathlib import Path

_ROOT = Path(__file__).absolute().parents[2]
NOT_BUILT = (
    f"{_ROOT.name} has no kernels for this Python in {_ROOT}. In a checkout of the sources, run from another folder to "
    "use the package that is installed, or build here: meson setup build && ninja -C build inplace"
)
