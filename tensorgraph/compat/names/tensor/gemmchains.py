"""Helpers of ``theano.tensor.blas`` that decompose sums of scaled matrices."""

import numpy as np

from ....errors import InconsistencyError
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.elementwise.math import mul, neg
from ....tensor.products.blas import gemm_no_inplace as gemm
from ....tensor.products.blas import gemv_no_inplace as gemv
from ....tensor.shape.dimshuffle import DimShuffle

__all__ = ["InconsistencyError", "gemm", "gemv", "res_is_a"]


def res_is_a(var, op, maxclients=None):
    """Return True if `var` is the result of `op` with at most `maxclients` clients."""
    if var.owner is None or var.owner.op != op:
        return False
    if maxclients is None or var.owner.fgraph is None:
        return True
    return len(var.clients) <= maxclients


def _scalar_op(v):
    """Return the name of the elementwise operation that computes `v`, or None."""
    if v.owner is not None and isinstance(v.owner.op, Elemwise):
        return v.owner.op.scalar_op.record_name
    return None


def _as_scalar(res, dtype=None):
    """Return the 0-d variable that `res` broadcasts, cast to `dtype` if that is lossless, else None."""
    if not all(res.type.broadcastable):
        return None
    while res.owner is not None and isinstance(res.owner.op, DimShuffle):
        res = res.owner.inputs[0]
    if not all(res.type.broadcastable):
        return None
    if res.type.ndim:
        res = res.dimshuffle()
    if dtype is not None and res.type.dtype != dtype:
        if not np.can_cast(res.type.dtype, dtype):
            return None
        res = res.astype(dtype)
    return res


def _is_real_matrix(res):
    """Return True if `res` is a float matrix without broadcastable axes."""
    known = res.type.dtype in ("float16", "float32", "float64")
    return known and res.type.ndim == 2 and not any(res.type.broadcastable)


def _is_real_vector(res):
    """Return True if `res` is a float vector that is not broadcastable."""
    known = res.type.dtype in ("float16", "float32", "float64")
    return known and res.type.ndim == 1 and not res.type.broadcastable[0]


def _scaled(number, scale):
    """Return `number` times `scale`, a number or a 0-d variable, without products by 1 or -1."""
    if isinstance(number, (int, float)) and isinstance(scale, (int, float)):
        return number * scale
    if isinstance(scale, (int, float)) and abs(scale) == 1:
        number, scale = scale, number
    if isinstance(number, (int, float)) and abs(number) == 1:
        return scale if number == 1 else neg(scale)
    return mul(number, scale)


def _gemm_canonicalize(r, scale, rval, maxclients):
    """Write ``scale * r`` into the list `rval` as a sum: pairs of a scale and a matrix, and other variables.

    Returns
    -------
    list
        `rval`, with what `r` gives appended.
    """
    # each task is a variable and its scale; the top of the stack is next
    tasks = [(r, scale)]
    first = True
    while tasks:
        r, scale = tasks.pop()
        if getattr(r.type, "dtype", "") not in ("float16", "float32", "float64", "complex64", "complex128"):
            rval.append(_scaled(scale, r))
            continue
        operation = _scalar_op(r)
        shared = not first and maxclients and r.owner is not None and len(r.clients) > maxclients
        first = False
        if shared or operation not in ("add", "sub", "neg", "mul"):
            rval.append((scale, r))
        elif operation == "add":
            tasks.extend((x, scale) for x in reversed(r.owner.inputs))
        elif operation == "sub":
            a, b = r.owner.inputs
            tasks += [(b, _scaled(-1.0, scale)), (a, scale)]
        elif operation == "neg":
            tasks.append((r.owner.inputs[0], _scaled(-1.0, scale)))
        else:
            scalars, matrices = [], []
            for x in r.owner.inputs:
                number = _as_scalar(x, r.type.dtype)
                (matrices if number is None else scalars).append(x if number is None else number)
            if len(matrices) != 1:
                rval.append((scale, r))
                continue
            for number in scalars:
                scale = _scaled(scale, number)
            tasks.append((matrices[0], scale))
    return rval

def _factor_canonicalized(lst):
    """Return the terms of :func:`_gemm_canonicalize` with the scales of equal matrices added."""
    terms = []
    for term in lst:
        if not isinstance(term, tuple):
            terms.append(term)
            continue
        scale, matrix = term
        for i, known in enumerate(terms):
            if isinstance(known, tuple) and known[1] is matrix:
                terms[i] = known[0] + scale, matrix
                break
        else:
            terms.append((scale, matrix))
    return terms


