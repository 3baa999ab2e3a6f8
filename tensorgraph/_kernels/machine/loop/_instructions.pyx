# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Instructions of loops: our kernels, or inner loops of ufuncs, on blocks of contiguous elements."""

from libc.string cimport memset
cimport numpy as cnp

from importlib import import_module

import numpy as np

from ....scalar.reductions import REDUCTIONS
from ...loops import dispatch

cnp.import_array()

cdef extern from *:
    """
    #include <numpy/ufuncobject.h>
    #define TG_UF(o) ((PyUFuncObject*)(o))
    static void* tg_loop(PyObject* f, int k) { return (void*)TG_UF(f)->functions[k]; }
    static void* tg_loop_data(PyObject* f, int k) { return (void*)TG_UF(f)->data[k]; }
    """
    void* tg_loop(object ufunc, int k)
    void* tg_loop_data(object ufunc, int k)

cdef dict _kernels = {
    **dispatch.kernels(), **dispatch.module("folds").kernels(), **dispatch.module("dense_rows").kernels(),
    **dispatch.module("draws").kernels(), **dispatch.module("triangles").kernels(),
    **dispatch.module("rowsums").kernels(),
}
cdef dict _ufunc_loops = {}

CODES = {
    "bool": "b1", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64",
    "uint8": "u8", "uint16": "u16", "uint32": "u32", "uint64": "u64",
    "float16": "f16", "float32": "f32", "float64": "f64", "complex64": "c64", "complex128": "c128",
}
"""Code of each dtype in the names of kernels."""


def _find_loop(module, name, signature):
    """Return the number of the loop of a ufunc with this signature, such as ``"dd->d"``."""
    ufunc = getattr(import_module(module), name, None)
    if not isinstance(ufunc, np.ufunc):
        raise ValueError(f"{module}.{name} is not a ufunc")
    wanted = list(map(np.dtype, signature.replace("->", "")))
    if ufunc.nout != 1 or ufunc.nin > 4 or signature.find("->") != ufunc.nin or "O" in signature:
        raise ValueError(f"ufunc {name} cannot run with signature {signature}")
    for k, types in enumerate(ufunc.types):
        if list(map(np.dtype, types.replace("->", ""))) == wanted:
            return ufunc, k, [dtype.itemsize for dtype in wanted]
    raise ValueError(f"ufunc {name} has no loop {signature}, only {' '.join(ufunc.types)}")


cdef int resolve(Inst* inst, op) except -1:
    """Find the code of an instruction: a kernel's name, or ``("ufunc", module, name, signature)``."""
    cdef int k
    memset(inst, 0, sizeof(Inst))
    if isinstance(op, str):
        if op not in _kernels:
            raise ValueError(f"there is no kernel called {op}")
        inst.kernel = <kernel_t> <void*> <size_t> _kernels[op]
        return 0
    found = _ufunc_loops.get(op)
    if found is None:
        found = _ufunc_loops[op] = _find_loop(*op[1:])
    ufunc, index, sizes = found
    inst.loop = <ufunc_loop_t> tg_loop(ufunc, index)
    inst.data = tg_loop_data(ufunc, index)
    if inst.loop == NULL:
        raise ValueError(f"ufunc {op[2]} has no plain loop {op[3]}")
    inst.nin = ufunc.nin
    inst.raises = op[2] == "power" and op[3][0] in "bhilqBHILQ"
    for k in range(len(sizes)):
        inst.steps[k] = sizes[k]
    return 0


cdef int resolve_merge(Inst* inst, how, dtype) except -1:
    """Find the code that combines two values of a reduction."""
    name = f"{REDUCTIONS[how].op}_{CODES[dtype]}"
    if dtype == "bool" or name not in _kernels:
        return resolve_merge_loop(inst, how, dtype)
    return resolve(inst, name)


cdef int resolve_merge_loop(Inst* inst, how, dtype) except -1:
    """Find NumPy's loop that merges two values of a reduction."""
    char = np.dtype(dtype).char
    return resolve(inst, ("ufunc", "numpy", REDUCTIONS[how].ufunc.__name__, f"{char}{char}->{char}"))


cdef int resolve_cast(Inst* inst, source, target) except -1:
    return resolve(inst, f"cast_{CODES[source]}_{CODES[target]}")


cdef size_t kernel_address(name):
    """Return the address of a kernel, 0 if there is none."""
    return _kernels.get(name, 0)
