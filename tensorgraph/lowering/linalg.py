"""Lowering of linear algebra: real and some complex matrices go to LAPACK, what it refuses to the op's ``perform``."""

from ..graph.perform import performing
from ..tensor.linalg.cholesky import Cholesky, CholeskyGrad
from ..tensor.linalg.det import Det, SLogDet
from ..tensor.linalg.eigen import Eig, Eigh, Eigvalsh
from ..tensor.linalg.factored import LUFactor, PivotOrder, Schur
from ..tensor.linalg.factors import SVD, QRFull, QRIncomplete
from ..tensor.linalg.inverse import MatrixInverse
from ..tensor.linalg.solve import Solve, SolveOrNan
from ..tensor.shape.dimshuffle import DimShuffle
from .lower import detached, lowers
from .shape import converted


def _lower(program, node, kind, inputs=None, **params):
    """Add the step that computes a node, from all or some of its inputs, in the float dtype of its outputs."""
    dtype = node.outputs[0].type.dtype
    if dtype not in ("float32", "float64"):
        return False
    inputs = [converted(program, v, dtype) for v in inputs or node.inputs]
    if None in inputs:
        return False
    return program.node_step(kind, node, inputs, op=performing(node.op), node=detached(node), **params)


def _lower_complex(program, node, kind, **params):
    """Add the step that computes complex results of double precision from real or complex inputs."""
    inputs = [program.slot(v) for v in node.inputs]
    if any(program.slots[slot].dtype not in ("float64", "complex128") for slot in inputs):
        return False
    return program.node_step(kind, node, inputs, op=performing(node.op), node=detached(node), **params)


def _factored(program, node, kind, **params):
    """Add the step that computes a node from its inputs and from the factors of the first, which others may read too.

    The factors are those of the transpose where the matrix is a transposed view.
    """
    dtype = node.outputs[0].type.dtype
    if dtype not in ("float32", "float64"):
        return False
    inputs = [converted(program, v, dtype) for v in node.inputs]
    if None in inputs:
        return False
    matrix, transposed = inputs[0], False
    view = program.fgraph.owner_of(node.inputs[0])
    if kind != "inverse" and view is not None and isinstance(view.op, DimShuffle) and view.op.new_order == (1, 0):
        base = program.slot(view.inputs[0])
        if program.slots[base].dtype == dtype:
            matrix, transposed = base, True
    if matrix not in program.factors or program.has_branches:
        made = [program.temp(dtype, (False, False)), program.temp("int32", (False,))]
        program.step("lu", [matrix], made)
        program.factors[matrix] = made
    inputs += program.factors[matrix]
    if kind == "solve":
        params["transposed"] = transposed
    return program.node_step(kind, node, inputs, op=performing(node.op), node=detached(node), **params)


@lowers(LUFactor)
def lower_lu_factor(program, node):
    return _lower(program, node, "lu_factor")


@lowers(PivotOrder)
def lower_pivot_order(program, node):
    (pivots,) = map(program.slot, node.inputs)
    if program.slots[pivots].dtype != "int32":
        return False
    return program.node_step("pivot_order", node, [pivots], op=performing(node.op), node=detached(node))


@lowers(Cholesky)
def lower_cholesky(program, node):
    return _lower(program, node, "cholesky", lower=bool(node.op.lower))


@lowers(CholeskyGrad)
def lower_cholesky_grad(program, node):
    return _lower(program, node, "cholesky_grad", node.inputs[1:], lower=bool(node.op.lower))


@lowers(Solve, SolveOrNan)
def lower_solve(program, node):
    structure = node.op.A_structure
    if node.outputs[0].type.dtype == "complex128" and "triangular" not in structure:
        return _lower_complex(program, node, "complex_solve", quiet=isinstance(node.op, SolveOrNan))
    if structure in ("lower_triangular", "upper_triangular"):
        return _lower(program, node, "solve_triangular", lower=structure == "lower_triangular")
    return _factored(program, node, "solve")


def _is_double(node):
    """Return True for float64: what NumPy defines it computes in float64 for float32 too, which is more accurate."""
    return node.outputs[0].type.dtype == "float64"


@lowers(MatrixInverse)
def lower_inverse(program, node):
    return _is_double(node) and _factored(program, node, "inverse")


@lowers(Det)
def lower_det(program, node):
    return _is_double(node) and _factored(program, node, "det", log=False)


@lowers(SLogDet)
def lower_slogdet(program, node):
    return _is_double(node) and _factored(program, node, "det", log=True)


@lowers(Eigh)
def lower_eigh(program, node):
    return _is_double(node) and _lower(program, node, "eigh", lower=node.op.UPLO == "L", vectors=True)


@lowers(Eigvalsh)
def lower_eigvalsh(program, node):
    a, b = node.inputs
    if program.dtype(b) != "object":
        return False
    return _lower(program, node, "eigh", [a], lower=bool(node.op.lower), vectors=False)


@lowers(Eig)
def lower_eig(program, node):
    return _is_double(node) and _lower(program, node, "eig")


@lowers(Schur)
def lower_schur(program, node):
    if node.outputs[0].type.dtype == "complex128":
        return node.op.output == "complex" and _lower_complex(program, node, "complex_schur")
    return _lower(program, node, "schur")


@lowers(SVD)
def lower_svd(program, node):
    wanted = {"vectors": bool(node.op.compute_uv), "full": bool(node.op.full_matrices)}
    return _is_double(node) and _lower(program, node, "svd", **wanted)


@lowers(QRFull, QRIncomplete)
def lower_qr(program, node):
    if node.op.mode not in ("reduced", "r") or not _is_double(node):
        return False
    return _lower(program, node, "qr", vectors=node.op.mode == "reduced", full=False, pivots=False)
