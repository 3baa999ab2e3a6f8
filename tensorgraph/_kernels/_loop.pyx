# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loop step: elementwise work and its reductions, fused.

Registers hold blocks of up to 256 elements, which stay in the nearest cache while the instructions run over them.

a. All axes that can be walked as one are joined first, in the order in which the inputs lie in memory.
b. A register that is an output points to the output's memory where it can.  An output that takes the storage of an input may
   only do so when no later instruction reads that input: it is copied at the end of the block otherwise.
c. Temporaries share blocks as their lifetimes allow; constants are spread once, when the step is made.
"""

from cpython.exc cimport PyErr_Fetch, PyErr_Occurred
from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_XDECREF
cimport numpy as cnp

import numpy as np

from ._array cimport tg_data
from ._code cimport resolve, run_inst
from ._move cimport copy_run
from ._operand cimport (
    ACROSS, FOLD, FIXED, MOVING, TILE, WALK, input_block, make_tile, next_row, output_block, row_offset, store_block,
)
from ._reduction cimport begin, finish, reduce_block, resolve_reduction
from ._workspace cimport BLOCK, DONE, FAIL, Slot

from ._workspace import KINDS

cnp.import_array()

cdef enum:
    SHORT_ROW = 128             # reduced rows up to here are taken several at a time
    LONG_TILE = 1024            # a row that repeats is tiled up to here


cdef void* _zeros(Py_ssize_t n, size_t size) except NULL:
    cdef void* memory = PyMem_RawCalloc(n + 1, size)
    if memory == NULL:
        raise MemoryError
    return memory


cdef inline Py_ssize_t _round_up(Py_ssize_t size) noexcept nogil:
    return (size + 63) & ~<Py_ssize_t> 63


cdef class Loop(Step):

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
        self.ins = <Operand*> _zeros(self.nin, sizeof(Operand))
        self.stores = <Operand*> _zeros(self.nout, sizeof(Operand))
        self.reds = <Reduction*> _zeros(self.nout, sizeof(Reduction))
        self.store_output = <int*> _zeros(self.nout, sizeof(int))
        self.red_output = <int*> _zeros(self.nout, sizeof(int))
        self.kept_axes = <int*> _zeros(self.nout, sizeof(int))
        self.reg = <char**> _zeros(self.nreg, sizeof(char*))
        self.reg_place = <Py_ssize_t*> _zeros(self.nreg, sizeof(Py_ssize_t))
        self.build_code(params)
        self.build_outputs(params, reg_dtypes)
        self.place_registers(params)
        self.acc = Buffer(0)
        return 0

    cdef int build_code(self, params) except -1:
        """Instructions, inputs and constants."""
        cdef int i, k
        cdef Inst* inst
        cdef Py_ssize_t place = 0
        code, consts = params["code"], params["consts"]
        self.ncode = len(code)
        self.code = <Inst*> _zeros(self.ncode, sizeof(Inst))
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
        self.fallible = 2 if self.raises else 0
        for k in range(self.nin):
            self.ins[k].slot = self.inputs[k]
            self.ins[k].reg = k
            self.ins[k].itemsize = self.inputs[k].itemsize
        self.consts = Buffer(len(consts) * BLOCK * 16)
        for k in range(len(consts)):
            value = np.asarray(consts[k][1], consts[k][0])
            self.reg[self.nin + k] = self.consts.data + place
            copy_run(self.reg[self.nin + k], value.itemsize, <char*> tg_data(<PyObject*> value), 0, BLOCK, value.itemsize)
            place += BLOCK * 16
        return 0

    cdef int build_outputs(self, params, list reg_dtypes) except -1:
        cdef int k, axis
        cdef Operand* store
        cdef Reduction* red
        cdef Slot* slot
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
            self.nreds += 1
        return 0

    cdef int place_registers(self, params) except -1:
        """Give temporaries blocks in the scratch memory by their lifetimes; see (b) for outputs."""
        cdef int i, k, nfirst = self.nin + len(params["consts"])
        cdef Py_ssize_t size = BLOCK * max([np.dtype(dtype).itemsize for dtype in params["reg_dtypes"]], default=8)
        cdef Operand* store
        last, written, kept = {}, {}, {out[0] for out in params["outs"]}
        code = params["code"]
        for i in range(self.ncode):
            for r in code[i][2]:
                if r >= nfirst and r not in written:
                    raise ValueError(f"register {r} is read before it is written")
                last[r] = i
            if code[i][1] in written or code[i][1] < nfirst:
                raise ValueError(f"register {code[i][1]} is written twice")
            written[code[i][1]] = i
        for r in kept:
            if r >= nfirst and r not in written:
                raise ValueError(f"register {r} is a result and is not written")
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
            if taken >= 0 and taken in kept and any(
                    self.stores[j].reg == taken and self.taken[self.store_output[j]] >= 0 for j in range(self.nstores) if j != k):
                raise ValueError("inputs of a loop cannot change places")
        self.scratch_size = top * size
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int axes[MAX_NDIM]
        cdef int axis, n = 0
        cdef Py_ssize_t outer = 1
        self.loop_dims(dims)
        self.total = 1
        for axis in range(self.ndim):
            self.total *= dims[axis]
            if dims[axis] != 1:
                axes[n] = axis
                n += 1
        self.sort_axes(axes, n)
        self.lay_out(ws, dims, axes, n)
        self.join_axes(dims, axes, n)
        self.choose_block()
        self.choose_modes(ws)
        self.cost = 20 + self.total * (0.1 * (self.nin + self.nout) + 0.3 * self.ncode)
        return 0

    cdef int loop_dims(self, Py_ssize_t* dims) except -1:
        """The shape of the loop: that of every input, but for axes that are broadcast."""
        cdef int axis, k, first
        for axis in range(self.ndim):
            first = -1
            dims[axis] = 1
            for k in range(self.nin):
                if self.inputs[k].ones >> axis & 1:
                    continue
                if first < 0:
                    first = k
                    dims[axis] = self.inputs[k].dims[axis]
                elif self.inputs[k].dims[axis] != dims[axis]:
                    raise ValueError(
                        f"Input dimension mis-match. (input[{first}].shape[{axis}] = {dims[axis]}, "
                        f"input[{k}].shape[{axis}] = {self.inputs[k].dims[axis]})"
                    )
        return 0

    cdef void sort_axes(self, int* axes, int n) noexcept:
        """Order the axes as they lie in memory, the closest elements last."""
        cdef int i, j, k, axis
        cdef Py_ssize_t before, after
        for i in range(1, n):
            j = i
            while j > 0:
                before = after = 0
                for k in range(self.nin):
                    if not (self.inputs[k].ones >> axes[j - 1] & 1 or self.inputs[k].ones >> axes[j] & 1):
                        before = abs(self.inputs[k].strides[axes[j - 1]])
                        after = abs(self.inputs[k].strides[axes[j]])
                        if before and after and before != after:
                            break
                if before == 0 or after <= before:
                    break
                axis = axes[j]
                axes[j] = axes[j - 1]
                axes[j - 1] = axis
                j -= 1

    cdef int lay_out(self, Workspace ws, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Allocate the outputs, in the order of the axes."""
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t size
        cdef int axis, i, k, m
        cdef Reduction* red
        for k in range(self.nstores):
            i = self.store_output[k]
            if self.taken[i] >= 0:
                self.output(ws, i, dims)
            else:
                self.dense_strides(dims, axes, n, -1, self.stores[k].itemsize, strides)
                ws.allocate(self.outputs[i], dims, strides)
        for k in range(self.nreds):
            red = &self.reds[k]
            self.dense_strides(dims, axes, n, self.kept_axes[k], red.op.slot.itemsize, strides)
            m = 0
            red.nacc = 1
            for axis in range(self.ndim):
                if self.kept_axes[k] >> axis & 1:
                    shape[m] = dims[axis]
                    strides[m] = strides[axis]
                    red.nacc *= dims[axis]
                    m += 1
            if self.total == 0 and red.nacc and self.params["outs"][self.red_output[k]][1] in ("max", "min"):
                name = "maximum" if self.params["outs"][self.red_output[k]][1] == "max" else "minimum"
                raise ValueError(f"zero-size array to reduction operation {name} which has no identity")
            ws.allocate(red.op.slot, shape, strides)
        return 0

    cdef void dense_strides(
        self, const Py_ssize_t* dims, const int* axes, int n, int kept, Py_ssize_t size, Py_ssize_t* strides
    ) noexcept:
        """Strides of an array without holes whose axes lie in the order of the loop's."""
        cdef int axis, i
        cdef Py_ssize_t inner = size
        for axis in range(self.ndim):
            strides[axis] = size
        for i in range(n - 1, -1, -1):
            if kept >> axes[i] & 1:
                strides[axes[i]] = inner
                inner *= max(dims[axes[i]], 1)

    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Fill the grid: axes that every operand steps through as one are one."""
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef int i, k, nd = 0
        cdef bint joined
        for i in range(n):
            joined = nd > 0
            for k in range(self.nin + self.nstores + self.nreds):
                self.operand(k).strides[nd] = self.operand_stride(k, dims, axes, n, axes[i])
                if nd and self.operand(k).strides[nd - 1] != self.operand(k).strides[nd] * dims[axes[i]]:
                    joined = False
            if joined:
                for k in range(self.nin + self.nstores + self.nreds):
                    self.operand(k).strides[nd - 1] = self.operand(k).strides[nd]
                self.grid.dims[nd - 1] *= dims[axes[i]]
            else:
                self.grid.dims[nd] = dims[axes[i]]
                nd += 1
        self.grid.nd = nd
        self.grid.inner = self.grid.dims[nd - 1] if nd else 1
        for k in range(self.nin + self.nstores + self.nreds):
            self.operand(k).stride = self.operand(k).strides[nd - 1] if nd else 0
        return 0

    cdef Operand* operand(self, int k) noexcept nogil:
        if k < self.nin:
            return &self.ins[k]
        if k < self.nin + self.nstores:
            return &self.stores[k - self.nin]
        return &self.reds[k - self.nin - self.nstores].op

    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept:
        """The stride of an operand along an axis of the loop, of accumulators for a reduction."""
        cdef Py_ssize_t strides[MAX_NDIM]
        if k < self.nin:
            return 0 if self.inputs[k].ones >> axis & 1 else self.inputs[k].strides[axis]
        if k < self.nin + self.nstores:
            return self.stores[k - self.nin].slot.strides[axis]
        k -= self.nin + self.nstores
        if not self.kept_axes[k] >> axis & 1:
            return 0
        self.dense_strides(dims, axes, n, self.kept_axes[k], self.reds[k].op.itemsize, strides)
        return strides[axis]

    cdef int choose_block(self) except -1:
        """How the elements are cut into blocks, and what becomes of reduced ones."""
        cdef int k, i
        cdef Py_ssize_t pieces, place = 0
        cdef Reduction* red
        cdef bint outer
        self.rows = False
        for k in range(self.nreds):
            self.rows = self.rows or not self.reds[k].whole
        self.block = BLOCK
        if self.rows and self.grid.nd:
            if self.grid.inner <= SHORT_ROW:
                self.block = self.grid.inner * (BLOCK // max(self.grid.inner, 1))
            else:
                pieces = (self.grid.inner + BLOCK - 1) // BLOCK
                self.block = min(<Py_ssize_t> BLOCK, ((self.grid.inner + pieces - 1) // pieces + 31) // 32 * 32)
        for k in range(self.nreds):
            red = &self.reds[k]
            red.op.how = ACROSS if red.op.stride else FOLD
            red.is_wide = (red.wide_fold if red.op.how == FOLD else red.wide_merge) != NULL
            outer = False
            for i in range(self.grid.nd - 1):
                outer = outer or red.op.strides[i] != 0
            red.pairwise = red.is_sum and red.op.how == FOLD and (
                self.total if red.whole else self.grid.inner) > 16 * BLOCK
            red.tiled = red.op.how == ACROSS and not outer and 0 < self.grid.inner <= SHORT_ROW
            red.acc_place = -1
            if red.has_after:
                red.acc_place = place
                place += _round_up(red.nacc * red.op.itemsize)
            red.ntile = self.block if red.tiled else 0
            red.tile_place = place
            place += _round_up(red.ntile * red.op.itemsize)
        if self.acc.size < place:
            self.acc = Buffer(place)
        return 0

    cdef bint is_dense(self, Operand* op, int outermost) noexcept:
        """Are the elements of the axes from `outermost` consecutive?"""
        cdef int k
        cdef Py_ssize_t expected = op.itemsize
        for k in range(self.grid.nd - 1, outermost - 1, -1):
            if op.strides[k] != expected:
                return False
            expected *= self.grid.dims[k]
        return True

    cdef int choose_modes(self, Workspace ws) except -1:
        """How the blocks of each operand are found, and where in the scratch memory they are put."""
        cdef int k, nd = self.grid.nd
        cdef Operand* op
        cdef Py_ssize_t top = self.scratch_size
        self.walks = self.rows
        self.flat = self.nreds == 0
        for k in range(self.nin + self.nstores):
            op = self.operand(k)
            op.place = top
            first = 0
            while first < nd and op.strides[<int> first] == 0:
                first += 1
            if self.total <= 1 or self.is_dense(op, 0):
                op.mode = MOVING
            elif first == nd:
                op.mode = FIXED
                top += BLOCK * op.itemsize
            else:
                self.flat = False
                op.period = 1
                for axis in range(first, nd):
                    op.period *= self.grid.dims[<int> axis]
                if k < self.nin and first and op.period <= LONG_TILE and self.is_dense(op, first):
                    op.mode = TILE
                    top += _round_up((op.period + BLOCK) * op.itemsize)
                else:
                    op.mode = WALK
                    self.walks = True
                    top += BLOCK * op.itemsize
            top = _round_up(top)
        for k in range(self.nstores):
            self.flat = self.flat and self.stores[k].direct
        for k in range(self.nreds):
            if self.reds[k].has_before:
                self.reds[k].cast_place = top
                top += BLOCK * self.reds[k].op.itemsize
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* scratch = ws.scratch.data
        cdef int k
        for k in range(self.nreg):
            if self.reg_place[k] >= 0:
                self.reg[k] = scratch + self.reg_place[k]
        if self.flat:
            self.run_flat(scratch)
        else:
            self.run_blocks(scratch)
        if self.raises:
            with gil:
                return self.failed()
        return DONE

    cdef void run_flat(self, char* scratch) noexcept nogil:
        """All operands are consecutive elements, or one value."""
        cdef Py_ssize_t left = self.total, n
        cdef int k
        cdef Operand* op
        for k in range(self.nin):
            op = &self.ins[k]
            if op.mode == MOVING:
                self.reg[k] = op.slot.data
            else:
                self.reg[k] = scratch + op.place
                copy_run(self.reg[k], op.itemsize, op.slot.data, 0, min(left, <Py_ssize_t> BLOCK), op.itemsize)
        for k in range(self.nstores):
            self.reg[self.stores[k].reg] = self.stores[k].slot.data
        while left > 0:
            n = min(left, <Py_ssize_t> BLOCK)
            for k in range(self.ncode):
                run_inst(&self.code[k], self.reg, n)
            left -= n
            if left > 0:
                for k in range(self.nin):
                    if self.ins[k].mode == MOVING:
                        self.reg[k] += BLOCK * self.ins[k].itemsize
                for k in range(self.nstores):
                    self.reg[self.stores[k].reg] += BLOCK * self.stores[k].itemsize

    cdef void run_blocks(self, char* scratch) noexcept nogil:
        cdef Py_ssize_t left = self.total, n
        cdef int k
        cdef Operand* op
        cdef Grid* grid = &self.grid
        self.start(scratch)
        while left > 0:
            n = min(left, self.block)
            if self.rows and n > grid.inner - grid.j and grid.inner > SHORT_ROW:
                n = grid.inner - grid.j
            for k in range(self.nin):
                if self.ins[k].mode != FIXED:
                    self.reg[k] = input_block(&self.ins[k], grid, n, scratch)
            for k in range(self.nstores):
                if self.stores[k].direct:
                    self.reg[self.stores[k].reg] = output_block(&self.stores[k], grid, n, scratch)
            for k in range(self.ncode):
                run_inst(&self.code[k], self.reg, n)
            for k in range(self.nreds):
                reduce_block(&self.reds[k], grid, n, self.reg[self.reds[k].op.reg], scratch)
            for k in range(self.nstores):
                if self.taken[self.store_output[k]] < 0:
                    store_block(&self.stores[k], grid, n, self.reg[self.stores[k].reg], scratch)
            for k in range(self.nstores):
                if self.taken[self.store_output[k]] >= 0:
                    store_block(&self.stores[k], grid, n, self.reg[self.stores[k].reg], scratch)
            left -= n
            if self.walks and left > 0:
                self.walk(n)
        for k in range(self.nreds):
            finish(&self.reds[k], grid)

    cdef void start(self, char* scratch) noexcept nogil:
        """Before the first block: spread single values, tile rows, clear accumulators."""
        cdef int k
        cdef Operand* op
        for k in range(self.grid.nd):
            self.grid.index[k] = 0
        self.grid.j = 0
        for k in range(self.nin):
            op = &self.ins[k]
            op.at = op.slot.data
            op.filled = NULL
            if op.mode == TILE:
                make_tile(op, scratch)
            elif op.mode == FIXED:
                self.reg[k] = scratch + op.place
                copy_run(self.reg[k], op.itemsize, op.at, 0, min(self.total, <Py_ssize_t> BLOCK), op.itemsize)
        for k in range(self.nstores):
            self.stores[k].at = self.stores[k].slot.data
        for k in range(self.nreds):
            begin(&self.reds[k], self.acc.data)

    cdef void walk(self, Py_ssize_t n) noexcept nogil:
        """Move the grid by n elements."""
        cdef int k
        cdef Operand* op
        cdef Grid* grid = &self.grid
        cdef Py_ssize_t offset = 0
        if grid.j + n < grid.inner:
            grid.j += n
            return
        n += grid.j
        while n >= grid.inner:
            next_row(grid)
            n -= grid.inner
        grid.j = n
        for k in range(self.nin):
            op = &self.ins[k]
            if op.mode == WALK:
                op.at = op.slot.data + row_offset(op, grid)
        for k in range(self.nstores):
            op = &self.stores[k]
            if op.mode == WALK:
                op.at = op.slot.data + row_offset(op, grid)
        for k in range(self.nreds):
            self.reds[k].op.at = self.reds[k].acc + row_offset(&self.reds[k].op, grid)

    cdef int failed(self) noexcept:
        """Take the Python error that a ufunc's loop has set."""
        cdef PyObject* kind
        cdef PyObject* value
        cdef PyObject* trace
        if PyErr_Occurred() == NULL:
            return DONE
        PyErr_Fetch(&kind, &value, &trace)
        self.error = (<object> kind, None if value == NULL else <object> value)
        Py_XDECREF(kind)
        Py_XDECREF(value)
        Py_XDECREF(trace)
        return FAIL

    cdef int perform(self, Workspace ws) except -1:
        kind, value = self.error
        self.error = None
        raise value if isinstance(value, BaseException) else kind(value)


KINDS["loop"] = Loop
