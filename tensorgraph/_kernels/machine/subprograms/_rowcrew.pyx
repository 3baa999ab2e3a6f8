# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Blocks of rows that several threads share out.

a. Each other thread has an inner program of its own.  Its plans are made when it runs its first block, by the caller:
   a thread that takes part runs no Python.
b. What the blocks give is joined in their order, from memory of their own, so that the bits are those of one thread.
c. A block that fails is run once more by the caller, when those before it have been joined: it raises the error.
d. Blocks that write into memory that they were given, such as rows of a table, stay with the caller.
"""

from cpython.object cimport PyObject
from libc.string cimport memcpy

from .._buffer cimport Buffer
from ..loop._body cimport LoopCode
from ._rowblocks cimport MERGED, PLACED, ROWS, Result, RowBlocks, join
from ._subprogram cimport Place, SubProgram
from ..threads._crew cimport hire, replan
from ..threads._workers cimport run_pieces, thread_count
from .._workspace cimport DONE, FAIL, Step, Workspace, advance, versions

from ..kinds import KINDS

cdef extern from "Python.h":
    PyObject* PyList_GET_ITEM(object, Py_ssize_t) noexcept nogil

cdef enum:
    MOST_BYTES = 1 << 23        # of the results of blocks before they are joined
    LINE = 64


cdef class RowCrew(RowBlocks):
    cdef list mates             # inner programs of the other threads
    cdef int crew               # threads that may take part
    cdef bint alone             # some step needs the caller
    cdef Buffer parts           # of each block what is joined, and whether it failed
    cdef Py_ssize_t part_size
    cdef Py_ssize_t first, nshared      # blocks that are shared out

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        self.mates, self.parts = [], Buffer(0)
        RowBlocks.build(self, ws)
        self.alone = self.full.nheld > 0
        for k in range(self.nout):
            self.alone = self.alone or self.results[k].how == PLACED
        for step in self.full.ws.steps:
            self.alone = self.alone or isinstance(step, LoopCode) and (<LoopCode> step).raises
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef SubProgram mate
        RowBlocks.prepare(self, ws)
        self.crew = 1
        if self.alone or not self.block or self.n // self.block < 2:
            return 0
        self.crew = hire(ws, self.n // self.block, self.cost)
        while len(self.mates) < self.crew - 1:
            mate = SubProgram(self.params["program"], -1)
            mate.ws.outer, mate.ws.alone = <PyObject*> ws, True
            self.mates.append(mate)
        for mate in self.mates:
            self.show_rows(mate, self.block)
        return 0

    cdef int share(self, Workspace ws) noexcept nogil:
        """Run blocks beside the others; return FAIL if one fails."""
        cdef int k, crew = min(self.crew, thread_count())
        cdef PyObject* body
        cdef Py_ssize_t i
        if crew < 2 or self.full.seconds != NULL:
            return DONE
        for k in range(crew - 1):
            self.point_inputs(ws, <SubProgram> PyList_GET_ITEM(self.mates, k))
        k = 0
        while k < crew:
            # the first block shows the layouts of the results, each program's first one what its steps need
            body = <PyObject*> self.full if k == 0 else PyList_GET_ITEM(self.mates, k - 1)
            k += 1
            if is_ready((<SubProgram> body).ws):
                continue
            if self.at == self.n // self.block * self.block:
                return DONE
            if self.run_block(ws, <SubProgram> body, self.block) == FAIL:
                return FAIL
            self.at += self.block
        self.first = self.at // self.block
        self.nshared = self.n // self.block - self.first
        if self.nshared < 2:
            return DONE
        with gil:
            if self.try_make_parts() == FAIL:
                return FAIL
        run_pieces(run_piece, <PyObject*> self, self.nshared, crew, self.cost)
        for i in range(self.nshared):
            if self.part(i)[0]:
                if self.run_block(ws, self.full, self.block) == FAIL:
                    return FAIL
            else:
                self.join_parts(i)
            self.at += self.block
        return DONE

    cdef int try_make_parts(self) noexcept:
        """Allocate where the results of blocks are until they are joined."""
        cdef int k
        self.part_size = LINE
        for k in range(self.nout):
            if self.results[k].how == MERGED:
                self.part_size += self.bytes_of(k)
        self.nshared = max(<Py_ssize_t> 1, min(self.nshared, MOST_BYTES // self.part_size))
        try:
            if self.parts.size < self.nshared * self.part_size:
                self.parts = Buffer(self.nshared * self.part_size)
        except BaseException as exception:
            self.error = exception
            return FAIL
        return DONE

    cdef Py_ssize_t bytes_of(self, int k) noexcept nogil:
        """Return the bytes of a result that is joined, in whole cache lines."""
        return (self.results[k].count * self.full.outputs[k].itemsize + LINE - 1) // LINE * LINE

    cdef char* part(self, Py_ssize_t i) noexcept nogil:
        """Return the memory of a block: 1 if it failed, and from the next cache line on what is joined."""
        return self.parts.data + i * self.part_size

    cdef void run_part(self, SubProgram body, Py_ssize_t i) noexcept nogil:
        """Run a block, in the inner program of a thread."""
        cdef Place place
        cdef Py_ssize_t at = (self.first + i) * self.block
        cdef char* part = self.part(i) + LINE
        cdef int k, step = 0
        for k in range(self.nrows):
            body.inputs[k].data = self.inputs[k].data + at * self.inputs[k].strides[0]
        for k in range(self.nout):
            self.find_place(&place, k, body, at, NULL)
            body.aim(k, &place if self.results[k].how == ROWS else NULL)
        self.part(i)[0] = advance(body.ws, &step, body.ws.nsteps) != DONE
        for k in range(self.nout if not self.part(i)[0] else 0):
            self.find_place(&place, k, body, at, part)
            body.land(k, &place)
            part += self.bytes_of(k) if self.results[k].how == MERGED else 0

    cdef void find_place(self, Place* place, int k, SubProgram body, Py_ssize_t at, char* part) noexcept nogil:
        """Find where a result of a block should be: among the rows of the output, or in a part."""
        cdef Result* result = &self.results[k]
        place.owner = result.place.owner
        place.dims, place.strides, place.data = result.slot.dims, result.strides, part
        if result.how == ROWS:
            place.dims, place.strides = body.outputs[k].dims, result.slot.strides
            place.data = result.slot.data + at * result.slot.strides[0]

    cdef void join_parts(self, Py_ssize_t i) noexcept nogil:
        """Add the results of a block to those of the blocks before it."""
        cdef char* part = self.part(i) + LINE
        cdef int k
        for k in range(self.nout):
            if self.results[k].how == MERGED:
                if self.first + i:
                    join(&self.results[k], part, self.full.outputs[k].itemsize)
                else:
                    memcpy(self.results[k].joined, part, self.results[k].count * self.full.outputs[k].itemsize)
                part += self.bytes_of(k)


cdef bint is_ready(Workspace ws) noexcept nogil:
    """Return True if all steps are prepared for the layouts of their inputs."""
    cdef int i
    replan(ws)
    for i in range(ws.nsteps):
        if (<Step> ws.step[i]).seen != versions(<Step> ws.step[i]):
            return False
    return True


cdef void run_piece(void* argument, int number, Py_ssize_t piece) noexcept nogil:
    cdef PyObject* step = <PyObject*> argument
    if number == 0:
        (<RowCrew> step).run_part((<RowCrew> step).full, piece)
    else:
        (<RowCrew> step).run_part(<SubProgram> PyList_GET_ITEM((<RowCrew> step).mates, number - 1), piece)


KINDS["rows"] = RowCrew
