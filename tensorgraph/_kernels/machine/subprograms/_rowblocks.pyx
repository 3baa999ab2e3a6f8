# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The rows step: several steps over the same rows, run on one block of rows after another.

What one of them passes to the next stays in cache, and so does a matrix that is read twice.

a. The number of rows in a block depends on shapes alone, and blocks are merged in order: the bits are those of any
   other run.
b. The last block may be shorter. It has its own inner program, so that the plans for its shapes are kept.
c. The length of an output is known from the first block; until then the result is in inner memory.
"""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from libc.string cimport memcpy

cdef extern from "Python.h":
    PyObject* PyList_GET_ITEM(object, Py_ssize_t) noexcept nogil

from .._buffer cimport Buffer
from ..loop._instructions cimport merge, resolve_cast, resolve_merge, run_inst
from ..threads.limits cimport CACHED, MATRIX, TABLE
from .._workspace cimport BLOCK, DONE, FAIL, count, is_contiguous, memory_of
from ..memory cimport zeros

cdef enum:
    FEWEST = 16                 # rows in a block


cdef class RowBlocks(Step):

    def __dealloc__(self):
        PyMem_RawFree(self.results)

    cdef int build(self, Workspace ws) except -1:
        self.fallible = 1
        self.nrows = self.params["n_rows"]
        # -1: inner nodes are nodes of the outer graph
        self.full = SubProgram(self.params["program"], -1)
        self.rest = SubProgram(self.params["program"], -1)
        self.full.ws.outer = self.rest.ws.outer = <PyObject*> ws
        self.joined = [None] * self.nout
        self.results = <Result*> zeros(self.nout, sizeof(Result))
        if not 0 < self.nrows <= self.nin or self.full.nin != self.nin or self.full.nout != self.nout:
            raise ValueError("a rows step has the inputs and the outputs of its inner program")
        return self.describe()

    def programs(self):
        """Return the programs that it runs."""
        return [self.full, self.rest]

    cdef int describe(self) except -1:
        """Decide what is done with each output."""
        cdef int k
        cdef Result* result
        cdef Slot* inner
        for k in range(self.nin):
            self.full.check_input(k, self.inputs[k], 0, f"input {k}")
            if k < self.nrows and not self.inputs[k].ndim:
                raise ValueError(f"input {k} has no rows")
        for k, how in enumerate(self.params["how"]):
            result = &self.results[k]
            result.slot = self.outputs[k]
            inner = self.full.outputs[k]
            if inner.ndim != result.slot.ndim or how == "rows" and not inner.ndim:
                raise ValueError(f"output {k} has {result.slot.ndim} axes, not {inner.ndim}")
            if how != "rows" and how != "placed":
                result.how = MERGED
                resolve_merge(&result.merge, how, (<object> inner.descr).name)
                result.is_cast = inner.typenum != result.slot.typenum
                if result.is_cast:
                    resolve_cast(&result.cast, (<object> inner.descr).name, (<object> result.slot.descr).name)
                    result.cast.a, result.cast.o = 0, 1
                continue
            result.how = ROWS if how == "rows" else PLACED
            self.full.check_output(k, result.slot, 0, f"output {k}")
            if (how == "placed") != (self.taken[k] >= 0):
                raise ValueError(f"output {k} is {how}")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef int k
        cdef Py_ssize_t size = 0
        self.n = self.inputs[0].dims[0]
        for k in range(self.nrows):
            if self.inputs[k].dims[0] != self.n:
                raise ValueError(
                    f"Input dimension mis-match. (input[0].shape[0] = {self.n}, "
                    f"input[{k}].shape[0] = {self.inputs[k].dims[0]})"
                )
            size += count(self.inputs[k]) * self.inputs[k].itemsize
        for k in range(self.nout):
            self.results[k].known = False
            if self.results[k].how == PLACED:
                self.output(ws, k, self.inputs[self.taken[k]].dims)
        for k in self.params["tables"]:
            # one row of the table for each row of the other inputs
            size += self.n * count(self.inputs[k]) * self.inputs[k].itemsize // max(
                self.inputs[k].dims[0], <Py_ssize_t> 1)
        self.block = self.n
        if size > (TABLE if self.params["tables"] else MATRIX):
            self.block = min(self.n, max(<Py_ssize_t> FEWEST, CACHED * self.n // size // FEWEST * FEWEST))
        # what a step reads of a block is in the cache of the processor that computed it
        self.full.ws.alone = self.rest.ws.alone = self.block < self.n
        self.show_rows(self.full, self.block)
        self.show_rows(self.rest, self.n % self.block if self.block else 0)
        self.cost = 200 + 0.06 * size
        return 0

    cdef int show_rows(self, SubProgram body, Py_ssize_t n) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int k
        for k in range(self.nin):
            memcpy(dims, self.inputs[k].dims, self.inputs[k].ndim * sizeof(Py_ssize_t))
            if k < self.nrows:
                dims[0] = n
            body.show(k, dims, self.inputs[k].strides)
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t n
        cdef int k, status
        for k in range(self.nout):
            self.results[k].place.owner = memory_of(ws, self.results[k].slot)
        self.aim_joined()
        self.point_inputs(ws, self.full)
        self.point_inputs(ws, self.rest)
        self.at = 0
        while self.at < self.n or self.at == 0:
            if self.at == 0 and self.are_known() or self.at == self.block and self.at > 0:
                if self.share(ws) == FAIL:
                    return FAIL
                if self.at == self.n > 0:
                    break
            n = min(self.block, self.n - self.at)
            if n == self.block:
                status = self.run_block(ws, self.full, n)
            else:
                status = self.run_block(ws, self.rest, n)
            if status == FAIL:
                return FAIL
            if self.n == 0:
                break
            self.at += n
        for k in range(self.nout):
            if self.results[k].how == MERGED and self.results[k].is_cast:
                cast_all(&self.results[k], self.results[k].joined, self.full.outputs[k].itemsize)
        return DONE

    cdef bint are_known(self) noexcept nogil:
        """Return True if all outputs have their layouts."""
        cdef int k
        for k in range(self.nout):
            if self.results[k].how != PLACED and not self.results[k].known:
                return False
        return True

    cdef void point_inputs(self, Workspace ws, SubProgram body) noexcept nogil:
        """Show the memory of the inputs to an inner program."""
        cdef int k
        for k in range(self.nrows, self.nin):
            body.point_whole(k, ws, self.inputs[k])
        for k in range(self.nrows):
            body.point(k, NULL, memory_of(ws, self.inputs[k]))

    cdef int share(self, Workspace ws) noexcept nogil:
        """Run some blocks beside other threads; return FAIL if one fails."""
        return DONE

    cdef void aim_joined(self) noexcept nogil:
        """Point to the outputs, which may be other arrays in each call."""
        cdef int k
        for k in range(self.nout):
            if self.results[k].how == MERGED:
                self.results[k].joined = self.results[k].slot.data
                if self.results[k].is_cast and self.results[k].known:
                    self.results[k].joined = (<Buffer> PyList_GET_ITEM(self.joined, k)).data

    cdef int run_block(self, Workspace ws, SubProgram body, Py_ssize_t n) noexcept nogil:
        """Run the inner program on the rows from `at` on."""
        cdef int k
        cdef Result* result
        for k in range(self.nrows):
            body.inputs[k].data = self.inputs[k].data + self.at * self.inputs[k].strides[0]
        for k in range(self.nout):
            result = &self.results[k]
            if result.how == ROWS and result.known:
                result.place.dims, result.place.strides = body.outputs[k].dims, result.slot.strides
                result.place.data = result.slot.data + self.at * result.slot.strides[0]
                body.aim(k, &result.place)
            elif result.how != PLACED:
                body.aim(k, NULL)
        if body.run() == FAIL:
            with gil:
                self.running = body
            return FAIL
        return self.gather(ws, body)

    cdef int gather(self, Workspace ws, SubProgram body) noexcept nogil:
        """Move the results of a block to their places."""
        cdef int k
        cdef Result* result
        for k in range(self.nout):
            if self.results[k].how != PLACED and not self.results[k].known:
                with gil:
                    if self.try_make_room(ws, body) == FAIL:
                        return FAIL
        if self.at == 0:
            self.aim_joined()
        for k in range(self.nout):
            result = &self.results[k]
            if result.how == ROWS:
                result.place.dims, result.place.strides = body.outputs[k].dims, result.slot.strides
                result.place.data = result.slot.data + self.at * result.slot.strides[0]
                body.land(k, &result.place)
            elif result.how == MERGED and self.at == 0:
                result.place.data = result.joined
                result.place.dims, result.place.strides = result.slot.dims, result.strides
                body.land(k, &result.place)
            elif result.how == MERGED and is_contiguous(body.outputs[k]):
                join(result, body.outputs[k].data, body.outputs[k].itemsize)
            elif result.how == MERGED:
                with gil:
                    if self.join_in_order(k, body) == FAIL:
                        return FAIL
        return DONE

    cdef int join_in_order(self, int k, SubProgram body) noexcept:
        """Merge a block's result whose axes have another order in memory than those of the result."""
        cdef Result* result = &self.results[k]
        cdef Buffer buffer
        try:
            buffer = Buffer(count(body.outputs[k]) * body.outputs[k].itemsize)
        except BaseException as exception:
            self.error = exception
            return FAIL
        result.place.data = buffer.data
        result.place.dims, result.place.strides = body.outputs[k].dims, result.strides
        body.land(k, &result.place)
        join(result, buffer.data, body.outputs[k].itemsize)
        return DONE

    cdef int try_make_room(self, Workspace ws, SubProgram body) noexcept:
        """Allocate outputs, whose shapes are known by now."""
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int k
        cdef Result* result
        try:
            for k in range(self.nout):
                result = &self.results[k]
                memcpy(dims, body.outputs[k].dims, result.slot.ndim * sizeof(Py_ssize_t))
                if result.how == ROWS:
                    dims[0] = self.n
                if result.how == PLACED:
                    continue
                ws.allocate(result.slot, dims, NULL)
                result.known = True
                result.place.owner = memory_of(ws, result.slot)
                if result.how == MERGED:
                    self.make_joined(k, body.outputs[k])
        except BaseException as exception:
            self.error = exception
            return FAIL
        return DONE

    cdef int make_joined(self, int k, Slot* inner) except -1:
        """Allocate where the results of blocks are merged: the output, or separate memory if its dtype differs."""
        cdef Result* result = &self.results[k]
        cdef Py_ssize_t stride = inner.itemsize
        cdef int axis
        for axis in range(inner.ndim - 1, -1, -1):
            result.strides[axis] = stride
            stride *= inner.dims[axis]
        result.count = count(inner)
        if result.is_cast:
            self.joined[k] = Buffer(stride)
        return 0

    cdef int perform(self, Workspace ws) except -1:
        """Raise the error of a block."""
        error, self.error = self.error, None
        self.within = None
        body, self.running = self.running, None
        if error is None:
            error = (<SubProgram> body).failure(
                self, f"a block of rows from {self.at} on, which several nodes go through together")
        raise error


cdef void join(Result* result, char* part, int itemsize) noexcept nogil:
    """Add the result of a block to those of the blocks before it."""
    cdef Py_ssize_t b, i, n
    for b in range((result.count + BLOCK - 1) // BLOCK):
        i = b * BLOCK
        n = min(<Py_ssize_t> BLOCK, result.count - i)
        merge(&result.merge, result.joined + i * itemsize, part + i * itemsize, n)


cdef void cast_all(Result* result, char* source, int itemsize) noexcept nogil:
    cdef char* registers[2]
    cdef Py_ssize_t b, i, n
    for b in range((result.count + BLOCK - 1) // BLOCK):
        i = b * BLOCK
        n = min(<Py_ssize_t> BLOCK, result.count - i)
        registers[0] = source + i * itemsize
        registers[1] = result.slot.data + i * result.slot.itemsize
        run_inst(&result.cast, registers, n)
