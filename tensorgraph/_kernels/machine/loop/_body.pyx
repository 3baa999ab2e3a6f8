# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The code of a loop step: instructions on registers, checked and placed once.

a. A register that is an output points to the output's memory where it can. An output may take the storage of an input
   only if no later instruction reads that input: otherwise it is copied at the end of the block.
b. Temporaries share blocks if their live ranges allow it; constants are broadcast once.
c. Blocks are longer where rows are reduced, or segments read one value for each: more of them fit.
d. A loop has its code twice if it has segments: they serve where there are enough elements.
"""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject

import numpy as np

from .._array cimport tg_data
from ._instructions cimport Inst, resolve
from .._move cimport copy_run
from ._reductions cimport resolve_formula, resolve_reduction
from ._segments cimport free_segment, new_segment
from .._workspace cimport BLOCK, Slot
from ..memory cimport zeros

from ...loops.tileops import LOADS

_AS_BLOCKS = frozenset(("sin", "cos"))
"""Kernels that look at a whole block before they choose how to compute its elements."""


_ARITHMETIC = frozenset(
    "abs add and cast clip copy div eq ge gt inv le lt maximum minimum minus mul neg neq nmul of one or plus sgn sqr "
    "sqrt sub switch true xor".split()
)
"""Words of the names of kernels that take about as long as the memory that they read and write."""


cdef double cost_of(op, size) except -1:
    """Return about how many ns an instruction takes for each element, of which the largest has so many bytes."""
    if isinstance(op, str):
        return (0.015 if _ARITHMETIC.issuperset(op.rpartition("_")[0].split("_")) else 0.05) * size
    if op[0] != "segment":
        return 0.5
    # what is computed where no element is far from one
    names = [name for name, *_ in op[2]]
    return 0.0075 * size * (names.index("go") if "go" in names else len(names))


cdef tuple written_by(dst):
    """Return the registers that an instruction writes."""
    return dst if isinstance(dst, tuple) else (dst,)


cdef bint stores_late(op, int register, int taken) except -1:
    """Return True if an instruction stores a result after all that it reads from the memory that the result takes."""
    if isinstance(op, str) or op[0] != "segment":
        return True
    late = True
    for name, _, kinds, *registers in op[2]:
        if name == "go":
            if not late:
                return False
        elif name.startswith("store"):
            if registers[0] == register:
                late = True
        elif name in LOADS and registers[0] == taken or taken in [
            r for kind, r in zip(kinds, registers) if kind == "m"
        ]:
            late = False
    return late


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
        for r in written_by(dst):
            if r in written or r < nfirst:
                raise ValueError(f"register {r} is written twice")
            written[r] = i
    for r in kept:
        if r >= nfirst and r not in written:
            raise ValueError(f"register {r} is a result and is not written")
    return written, last


cdef bint reduces_rows(outs, int ndim) except -1:
    """Return True if some result of a loop is reduced over a part of the axes."""
    for out in outs:
        if out[1] != "store" and out[2] is not None and len(out[2]) < ndim:
            return True
    return False


cdef bint counts(outs) except -1:
    """Return True if all results of a loop are sums and the like of integers, which are the same in any blocks."""
    for _, how, _, _, acc_dtype in outs:
        if how == "store" or np.dtype(acc_dtype).kind not in "biu":
            return False
    return True


cdef bint reduces_one(params) except -1:
    """Return True if a loop reduces what one instruction computes to numbers: blocks are few, so they may be longer."""
    whole = [axes is None for _, how, axes, _, _ in params["outs"] if how != "store"]
    return len(params.get("segments", params["code"])) == 1 and len(whole) > 0 and all(whole)


cdef class LoopCode(CrewStep):

    def __dealloc__(self):
        cdef int code, i
        PyMem_RawFree(self.ins)
        PyMem_RawFree(self.stores)
        PyMem_RawFree(self.reds)
        PyMem_RawFree(self.store_output)
        PyMem_RawFree(self.red_output)
        PyMem_RawFree(self.reg)
        PyMem_RawFree(self.kept_axes)
        for code in range(2):
            for i in range(self.codes[code].n):
                free_segment(self.codes[code].instructions[i].segment)
            PyMem_RawFree(self.codes[code].instructions)
            PyMem_RawFree(self.codes[code].place)
            PyMem_RawFree(self.codes[code].direct)

    cdef int build(self, Workspace ws) except -1:
        params = self.params
        reg_dtypes = [*params["reg_dtypes"], *params.get("spilled", ())]
        self.narrays = params.get("narrays", self.nin)
        if self.narrays == 0 and self.nout:
            self.ndim = self.outputs[0].ndim
        for k in range(self.narrays):
            self.ndim = max(self.ndim, self.inputs[<int> k].ndim)
        for k in range(self.narrays):
            if self.inputs[<int> k].ndim not in (0, self.ndim):
                raise ValueError("the inputs of a loop have one number of axes, or none")
        self.nreg = len(reg_dtypes)
        self.widest = max([np.dtype(dtype).itemsize for dtype in params["reg_dtypes"]], default=8)
        self.usual = BLOCK * max(8 // self.widest, <Py_ssize_t> 1)
        self.counts = counts(params["outs"])
        longer = self.counts or reduces_one(params) or self.has_rows(params)
        self.capacity = max(4 * BLOCK if longer else BLOCK, self.usual)
        if self.widest == 1:
            # blocks of bytes are done so soon that what is done for each block shows
            self.capacity *= 4
        self.ins = <Operand*> zeros(self.narrays, sizeof(Operand))
        self.stores = <Operand*> zeros(self.nout, sizeof(Operand))
        self.reds = <Reduction*> zeros(self.nout, sizeof(Reduction))
        self.store_output = <int*> zeros(self.nout, sizeof(int))
        self.red_output = <int*> zeros(self.nout, sizeof(int))
        self.kept_axes = <int*> zeros(self.nout, sizeof(int))
        self.reg = <char**> zeros(self.nreg, sizeof(char*))
        self.build_operands(params)
        self.build_code(&self.codes[0], params["code"], params)
        self.build_outputs(params, reg_dtypes)
        self.place_registers(&self.codes[0], params["code"], params)
        if "segments" in params:
            self.build_code(&self.codes[1], params["segments"], params)
            self.place_registers(&self.codes[1], params["segments"], params)
            self.find_uses(params)
        self.find_last(params)
        self.code = &self.codes[0]
        self.fallible = 2 if self.raises else 0
        return 0

    cdef bint has_rows(self, params) except -1:
        """Return True if rows are reduced, or segments may read them in place, or one value for each of them."""
        cdef int k
        if reduces_rows(params["outs"], self.ndim) or params.get("reads_parts", False):
            return True
        for k in range(self.narrays if "segments" in params else 0):
            if 0 < self.inputs[k].ones < (1 << self.ndim) - 1:
                return True
        return False

    cdef int build_code(self, Code* code, instructions, params) except -1:
        cdef int i
        reg_dtypes = [*params["reg_dtypes"], *params.get("spilled", ())]
        code.instructions = <Inst*> zeros(len(instructions), sizeof(Inst))
        code.n = len(instructions)
        code.place = <int*> zeros(self.nreg, sizeof(int))
        code.direct = <bint*> zeros(self.nout, sizeof(bint))
        code.is_reduced = code.n > 0 and instructions[code.n - 1] == params["code"][len(params["code"]) - 1]
        for i in range(code.n):
            op, dst, srcs = instructions[i]
            self.build_instruction(&code.instructions[i], op, dst, srcs, reg_dtypes)
            code.cost += cost_of(op, max([np.dtype(reg_dtypes[r]).itemsize for r in (*written_by(dst), *srcs)]))
            self.as_blocks = self.as_blocks or isinstance(op, str) and op.rpartition("_")[0] in _AS_BLOCKS
        return 0

    cdef int find_uses(self, params) except -1:
        """Find the inputs that nothing but segments reads, and not as another dtype."""
        cdef int k
        others = {out[0] for out in params["outs"]}
        for op, _, srcs in params["segments"]:
            if isinstance(op, str) or op[0] != "segment":
                others.update(srcs)
            else:
                others.update([x for name, _, _, x, _ in op[2] if name in LOADS])
        for k in range(self.narrays):
            self.ins[k].in_segments = k not in others
        return 0

    cdef int find_last(self, params) except -1:
        """Find the inputs that nothing but the last instruction reads."""
        cdef int k
        others = {out[0] for out in params["outs"]}
        for _, _, srcs in params["code"][: len(params["code"]) - 1]:
            others.update(srcs)
        for k in range(self.narrays):
            self.ins[k].in_last = k not in others
        return 0

    cdef int build_instruction(self, Inst* inst, op, dst, srcs, reg_dtypes) except -1:
        """Find the code of an instruction, and set its registers; those without an operand are that of the first."""
        for r in (*written_by(dst), *srcs):
            if not 0 <= r < self.nreg:
                raise ValueError(f"there is no register {r}")
        if not isinstance(op, str) and op[0] == "segment":
            inst.segment = new_segment(op, reg_dtypes)
            return 0
        resolve(inst, op)
        if not 1 <= len(srcs) <= 4 or inst.kernel == NULL and len(srcs) != inst.nin:
            raise ValueError(f"{op} cannot take {len(srcs)} operands")
        inst.o, inst.a = dst, srcs[0]
        inst.b = srcs[1] if len(srcs) > 1 else inst.a
        inst.c = srcs[2] if len(srcs) > 2 else inst.a
        inst.d = srcs[3] if len(srcs) > 3 else inst.a
        self.raises = self.raises or inst.raises
        return 0

    cdef int build_operands(self, params) except -1:
        """Set inputs and constants."""
        cdef int k
        cdef Py_ssize_t place = 0
        cdef char* data
        consts = params["consts"]
        self.nconsts = len(consts)
        for k in range(self.narrays):
            self.ins[k].slot = self.inputs[k]
            self.ins[k].reg = k
            self.ins[k].itemsize = self.inputs[k].itemsize
        self.consts = Buffer(self.capacity * sum([np.dtype(dtype).itemsize for dtype, _ in consts]))
        for k in range(len(consts)):
            value = np.asarray(consts[k][1], consts[k][0])
            self.reg[self.narrays + k] = self.consts.data + place
            data = <char*> tg_data(<PyObject*> value)
            copy_run(self.reg[self.narrays + k], value.itemsize, data, 0, self.capacity, value.itemsize)
            place += self.capacity * value.itemsize
        return 0

    cdef int build_outputs(self, params, list reg_dtypes) except -1:
        cdef int k, axis
        cdef Operand* store
        cdef Reduction* red
        cdef Slot* slot
        results = [out[0] for out in params["outs"]]
        final = params["code"][self.codes[0].n - 1] if self.codes[0].n else (None, -1, ())
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

    cdef int place_registers(self, Code* code, instructions, params) except -1:
        """Assign blocks of scratch memory to temporaries by their live ranges; see (a) for outputs."""
        cdef int i, k, nfirst = self.narrays + len(params["consts"])
        kept = {out[0] for out in params["outs"]}
        ranges = live_ranges(instructions, nfirst, kept)
        _, last = ranges
        for i in range(self.nreg):
            code.place[i] = -1
        free, top = [], 0
        for i in range(code.n):
            _, dst, srcs = instructions[i]
            for r in written_by(dst):
                if not free:
                    free.append(top)
                    top += 1
                code.place[<int> r] = free.pop()
            for r in {*written_by(dst), *srcs}:
                if r >= nfirst and r not in kept and last.get(r, i) == i:
                    free.append(code.place[<int> r])
        last.update((r, code.n) for r in kept)
        direct = set()
        for k in range(self.nstores):
            code.direct[k] = self.stores[k].reg not in direct and self.may_be_direct(k, ranges, instructions)
            direct.add(self.stores[k].reg)
        code.nplaces = top
        return 0

    cdef bint may_be_direct(self, int k, tuple ranges, instructions) except -1:
        """Return True if the register of a store may point to the memory of the output; see (a)."""
        cdef int j, reg = self.stores[k].reg, taken = self.taken[self.store_output[k]]
        written, last = ranges
        if taken >= 0:
            for j in range(self.nstores):
                if j != k and self.stores[j].reg == taken and self.taken[self.store_output[j]] >= 0:
                    raise ValueError("inputs of a loop cannot change places")
        if reg not in written:
            return False
        if taken < 0 or last.get(taken, -1) < written[reg]:
            return True
        return last[taken] == written[reg] and stores_late(instructions[written[reg]][0], reg, taken)

    cdef bint keeps_nothing(self) noexcept:
        """Return True if there are no blocks but those of results that are written where they belong."""
        cdef int k, direct = 0
        for k in range(self.nstores):
            direct += self.code.direct[k]
        return self.code.nplaces == direct

    cdef bint is_one_kernel(self) noexcept:
        """Return True if a single kernel reads the inputs and writes an output, and keeps nothing besides."""
        return self.code.n == 1 and self.nstores == 1 and self.nconsts == 0 and self.keeps_nothing()
