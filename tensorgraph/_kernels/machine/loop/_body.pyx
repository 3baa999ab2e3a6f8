# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The code of a loop step: instructions on registers, checked and placed once.

a. A register that is an output points to the output's memory where it can. An output may take the storage of an input
   only if no later instruction reads that input: otherwise it is copied at the end of the block.
b. Temporaries share blocks if their live ranges allow it; constants are broadcast once.
"""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject

import numpy as np

from .._array cimport tg_data
from ._instructions cimport resolve
from .._move cimport copy_run
from ._reductions cimport resolve_formula, resolve_reduction
from .._workspace cimport BLOCK, Slot
from ..memory cimport zeros


_AS_BLOCKS = frozenset(("sin", "cos"))
"""Kernels that look at a whole block before they choose how to compute its elements."""


cdef tuple live_ranges(code, int nfirst, kept):
    """Return for each register the instruction that writes it and the last one that reads it.

    Parameters
    ----------
    code : sequence of tuple
        Instructions.
    nfirst : int
        The number of first registers, inputs and constants, which no instruction writes.
    kept : set of int
        The registers of the results.
    """
    written, last = {}, {}
    for i, (_, dst, srcs) in enumerate(code):
        for r in srcs:
            if r >= nfirst and r not in written:
                raise ValueError(f"register {r} is read before it is written")
            last[r] = i
        if dst in written or dst < nfirst:
            raise ValueError(f"register {dst} is written twice")
        written[dst] = i
    for r in kept:
        if r >= nfirst and r not in written:
            raise ValueError(f"register {r} is a result and is not written")
    return written, last


cdef class LoopCode(Step):

    def __dealloc__(self):
        PyMem_RawFree(self.ins)
        PyMem_RawFree(self.stores)
        PyMem_RawFree(self.reds)
        PyMem_RawFree(self.store_output)
        PyMem_RawFree(self.red_output)
        PyMem_RawFree(self.code)
        PyMem_RawFree(self.reg)
        PyMem_RawFree(self.reg_place)
        PyMem_RawFree(self.kept_axes)

    cdef int build(self, Workspace ws) except -1:
        params = self.params
        reg_dtypes = list(params["reg_dtypes"])
        if self.nin:
            self.ndim = self.inputs[0].ndim
        elif self.nout:
            self.ndim = self.outputs[0].ndim
        for k in range(self.nin):
            if self.inputs[<int> k].ndim != self.ndim:
                raise ValueError("the inputs of a loop have one number of axes")
        self.nreg = len(reg_dtypes)
        self.ins = <Operand*> zeros(self.nin, sizeof(Operand))
        self.stores = <Operand*> zeros(self.nout, sizeof(Operand))
        self.reds = <Reduction*> zeros(self.nout, sizeof(Reduction))
        self.store_output = <int*> zeros(self.nout, sizeof(int))
        self.red_output = <int*> zeros(self.nout, sizeof(int))
        self.kept_axes = <int*> zeros(self.nout, sizeof(int))
        self.reg = <char**> zeros(self.nreg, sizeof(char*))
        self.reg_place = <Py_ssize_t*> zeros(self.nreg, sizeof(Py_ssize_t))
        self.build_code(params)
        self.build_outputs(params, reg_dtypes)
        self.place_registers(params)
        return 0

    cdef int build_code(self, params) except -1:
        """Parse instructions, inputs and constants."""
        cdef int i, k
        cdef Inst* inst
        cdef Py_ssize_t place = 0
        cdef char* data
        code, consts = params["code"], params["consts"]
        self.ncode = len(code)
        self.code = <Inst*> zeros(self.ncode, sizeof(Inst))
        for i in range(self.ncode):
            op, dst, srcs = code[i]
            inst = &self.code[i]
            resolve(inst, op)
            if not 1 <= len(srcs) <= 4 or inst.kernel == NULL and len(srcs) != inst.nin:
                raise ValueError(f"{op} cannot take {len(srcs)} operands")
            for r in (dst, *srcs):
                if not 0 <= r < self.nreg:
                    raise ValueError(f"there is no register {r}")
            inst.o, inst.a = dst, srcs[0]
            inst.b = srcs[1] if len(srcs) > 1 else inst.a
            inst.c = srcs[2] if len(srcs) > 2 else inst.a
            inst.d = srcs[3] if len(srcs) > 3 else inst.a
            self.raises = self.raises or inst.raises
            self.as_blocks = self.as_blocks or isinstance(op, str) and op.rpartition("_")[0] in _AS_BLOCKS
        self.fallible = 2 if self.raises else 0
        for k in range(self.nin):
            self.ins[k].slot = self.inputs[k]
            self.ins[k].reg = k
            self.ins[k].itemsize = self.inputs[k].itemsize
        self.consts = Buffer(BLOCK * sum([np.dtype(dtype).itemsize for dtype, _ in consts]))
        for k in range(len(consts)):
            value = np.asarray(consts[k][1], consts[k][0])
            self.reg[self.nin + k] = self.consts.data + place
            data = <char*> tg_data(<PyObject*> value)
            copy_run(self.reg[self.nin + k], value.itemsize, data, 0, BLOCK, value.itemsize)
            place += BLOCK * value.itemsize
        return 0

    cdef int build_outputs(self, params, list reg_dtypes) except -1:
        cdef int k, axis
        cdef Operand* store
        cdef Reduction* red
        cdef Slot* slot
        results = [out[0] for out in params["outs"]]
        final = params["code"][self.ncode - 1] if self.ncode else (None, -1, ())
        if len(params["outs"]) != self.nout:
            raise ValueError(f"a loop of {len(params['outs'])} results has {self.nout} outputs")
        for k in range(self.nout):
            reg, how, axes, dtype, acc_dtype = params["outs"][k]
            slot = self.outputs[k]
            if how == "store":
                store = &self.stores[self.nstores]
                if <object> slot.descr != np.dtype(reg_dtypes[reg]) or slot.ndim != self.ndim:
                    raise ValueError(f"output {k} of a loop is not of the type of register {reg}")
                store.slot, store.reg, store.itemsize = slot, reg, slot.itemsize
                self.store_output[self.nstores] = k
                self.nstores += 1
                continue
            if <object> slot.descr != np.dtype(dtype):
                raise ValueError(f"output {k} of a loop is reduced to {dtype}, which its slot is not")
            red = &self.reds[self.nreds]
            resolve_reduction(red, how, str(np.dtype(reg_dtypes[reg])), str(np.dtype(acc_dtype)), str(np.dtype(dtype)))
            red.op.slot, red.op.reg = slot, reg
            red.whole = axes is None or len(axes) == self.ndim
            for axis in range(self.ndim):
                if axes is not None and axis not in axes:
                    self.kept_axes[self.nreds] |= 1 << axis
            if slot.ndim != (0 if axes is None else self.ndim - len(axes)):
                raise ValueError(f"output {k} of a loop has {slot.ndim} axes after a reduction over {axes}")
            self.red_output[self.nreds] = k
            if isinstance(final[0], str) and final[1] == reg and results.count(reg) == 1:
                resolve_formula(red, how, final[0], str(np.dtype(reg_dtypes[reg])), str(np.dtype(acc_dtype)))
            self.nreds += 1
        return 0

    cdef int place_registers(self, params) except -1:
        """Assign blocks of scratch memory to temporaries by their live ranges; see (a) for outputs."""
        cdef int i, k, nfirst = self.nin + len(params["consts"])
        cdef Py_ssize_t size = BLOCK * max([np.dtype(dtype).itemsize for dtype in params["reg_dtypes"]], default=8)
        cdef Operand* store
        code, kept = params["code"], {out[0] for out in params["outs"]}
        written, last = live_ranges(code, nfirst, kept)
        for i in range(self.nreg):
            self.reg_place[i] = -1
        free, top = [], 0
        for i in range(self.ncode):
            dst, srcs = code[i][1], code[i][2]
            if not free:
                free.append(top)
                top += 1
            self.reg_place[<int> dst] = free.pop() * size
            for r in {dst, *srcs}:
                if r >= nfirst and r not in kept and last.get(r, i) == i:
                    free.append(self.reg_place[<int> r] // size)
        last.update((r, self.ncode) for r in kept)
        direct = set()
        for k in range(self.nstores):
            store = &self.stores[k]
            taken = self.taken[self.store_output[k]]
            store.direct = store.reg >= nfirst and store.reg not in direct and (
                taken < 0 or last.get(taken, -1) <= written[store.reg])
            direct.add(store.reg)
            swapped = [
                j for j in range(self.nstores)
                if j != k and self.stores[<int> j].reg == taken and self.taken[self.store_output[<int> j]] >= 0
            ]
            if taken >= 0 and swapped:
                raise ValueError("inputs of a loop cannot change places")
        self.scratch_size = top * size
        return 0
