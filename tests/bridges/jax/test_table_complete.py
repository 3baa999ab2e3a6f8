"""Every operation has a conversion to JAX, or is here with the reason why not."""

import importlib.util
from pathlib import Path

import pytest

from tensorgraph.bridges.jax import conversion

spec = importlib.util.spec_from_file_location("every_op", Path(__file__).parents[2] / "test_every_op.py")
every_op = importlib.util.module_from_spec(spec)
spec.loader.exec_module(every_op)

OF_PROGRAMS = "a name that programs for Theano call, beside an operation that is converted"
LEFT_OUT = {
    **dict.fromkeys(("StructuredDotCSC", "StructuredDotCSR", "UsmmCscDense", "SamplingDotCSR"), OF_PROGRAMS),
    **dict.fromkeys(("DiffOp", "Flatten", "Tile", "Default", "DotModulo"), OF_PROGRAMS),
    **dict.fromkeys(("Fourier", "DiagonalSubtensor", "IncDiagonalSubtensor"), OF_PROGRAMS),
    **dict.fromkeys(("Multinomial", "Poisson", "Binomial"), "draws of the global generator of NumPy"),
    **dict.fromkeys(("COp", "FromFunctionOp", "PdbBreakpoint"), "code of the user"),
    **dict.fromkeys(("Trajectory", "Sensitivities", "Adjoint"), "SciPy's solvers of initial value problems"),
    "LoadFromDisk": "it reads a file",
    "MapReduce": "lowering makes it, and no graph has it",
}


@pytest.mark.parametrize("path", every_op.OPS)
def test_conversion(path):
    kind = every_op.OPS[path]
    entry = conversion.entry_of(kind)
    excused = kind.__name__ in LEFT_OUT or path.startswith(every_op.LISTS)
    assert (entry is None) == excused
