# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The padded loop step: elementwise work on arrays that fill parts of a grid, with zeros around them.

Sums of what is written to several slices of zeros are such loops: each result is stored once, and there are no zeros.

a. The grid of an array that is padded has one axis for each of the loop's that is longer than 1. No two are merged:
   seen from outside, its elements lie as those of no array do (`GAP`).
b. Blocks of long rows end where an array begins or ends: what is between is read where it is.
"""

from cpython.mem cimport PyMem_RawFree
from libc.string cimport memmove

from ..._entry cimport Lengths, are_lengths, parse_lengths, read_length
from .._loop cimport Loop
from .._operand cimport Padding, is_one
from ..._slices cimport Index, Slices, parse_slices, slice_bounds
from ..._workspace cimport MAX_NDIM, PREPARE, Slot, Workspace
from ...memory cimport zeros

from ...kinds import KINDS

MISFIT = "the inputs of a padded loop do not fit each other"  # never shown: the steps that the loop replaces tell more

cdef enum:
    GAP = 1                     # bytes between elements, which no layout has


cdef struct Part:
    int input
    int term                    # inputs of one term are as long as each other
    Slices slices


cdef class PaddedLoop(Loop):
    cdef Part* parts
    cdef Padding* paddings
    cdef int nparts
    cdef Lengths lengths
    cdef Py_ssize_t[MAX_NDIM] last      # lengths
    cdef Py_ssize_t* edges              # where an array begins or ends in a row, sorted
    cdef int nedges

    def __dealloc__(self):
        PyMem_RawFree(self.parts)
        PyMem_RawFree(self.paddings)
        PyMem_RawFree(self.edges)

    cdef int build(self, Workspace ws) except -1:
        cdef int axis, k
        cdef Index* part
        Loop.build(self, ws)
        given = self.params["parts"]
        self.nparts = len(given)
        self.parts = <Part*> zeros(self.nparts, sizeof(Part))
        self.paddings = <Padding*> zeros(self.nparts, sizeof(Padding))
        self.edges = <Py_ssize_t*> zeros(2 * self.nparts, sizeof(Py_ssize_t))
        for k in range(self.nparts):
            number, term, index = given[k]
            if not 0 <= number < self.narrays or self.inputs[<int> number].ndim != self.ndim or len(index) != self.ndim:
                raise ValueError(f"input {number} of a padded loop has not the axes of the loop")
            self.parts[k].input, self.parts[k].term = number, term
            parse_slices(self, &self.parts[k].slices, self.ndim, index)
            for axis in range(self.ndim):
                part = &self.parts[k].slices.index[axis]
                if not part.is_slice or part.step.given or part.start.slot != NULL or part.stop.slot != NULL:
                    raise ValueError("inputs of a padded loop lie at slices of constant bounds and step 1")
            self.ins[<int> number].padding = &self.paddings[k]
        if self.nreds:
            raise ValueError("a padded loop reduces nothing")
        return parse_lengths(self, &self.lengths, self.params["shape"] or (), self.ndim if self.params["shape"] else 0)

    cdef int loop_dims(self, Py_ssize_t* dims) except -1:
        """Read the shape of the loop, which is that of all inputs that are not padded."""
        cdef int axis, k
        for axis in range(self.ndim):
            dims[axis] = read_length(&self.lengths, axis) if self.lengths.n else self.inputs[0].dims[axis]
            self.last[axis] = dims[axis]
            if dims[axis] < 0:
                raise ValueError("negative dimensions are not allowed")
            for k in range(self.narrays):
                if self.ins[k].padding == NULL and not is_one(self.inputs[k], axis):
                    if self.inputs[k].dims[axis] != dims[axis]:
                        raise ValueError(MISFIT)
        return 0

    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept:
        if k < self.narrays and self.ins[k].padding != NULL:
            return self.ins[k].itemsize + GAP
        return Loop.operand_stride(self, k, dims, axes, n, axis)

    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1:
        cdef int k
        Loop.join_axes(self, dims, axes, n)
        self.nedges = 0
        for k in range(self.nparts):
            self.compare(k)
            self.lay(k, dims, axes, n)
            if n:
                self.add_edge(self.paddings[k].first[n - 1])
                self.add_edge(self.paddings[k].stop[n - 1])
        return 0

    cdef int compare(self, int number) except -1:
        """Compare the lengths of an input with those of the others of its term."""
        cdef int axis, k
        cdef Slot* x = self.inputs[self.parts[number].input]
        cdef Slot* other
        for k in range(number):
            other = self.inputs[self.parts[k].input]
            for axis in range(self.ndim if self.parts[k].term == self.parts[number].term else 0):
                if not (is_one(x, axis) or is_one(other, axis)) and x.dims[axis] != other.dims[axis]:
                    raise ValueError(MISFIT)
        return 0

    cdef int lay(self, int number, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Compute which elements of the grid an input is."""
        cdef Py_ssize_t first, length, step
        cdef int axis, k
        cdef Padding* padding = &self.paddings[number]
        cdef Slot* x = self.inputs[self.parts[number].input]
        padding.is_nothing = False
        for axis in range(self.ndim):
            slice_bounds(&self.parts[number].slices.index[axis], dims[axis], &first, &length, &step)
            if x.dims[axis] != 1 and x.dims[axis] != length:
                raise ValueError(MISFIT)
            padding.is_nothing = padding.is_nothing or length == 0
            for k in range(n):
                if axes[k] == axis:
                    padding.first[k], padding.stop[k] = first, first + length
                    padding.strides[k] = 0 if x.dims[axis] == 1 else x.strides[axis]
        return 0

    cdef void add_edge(self, Py_ssize_t edge) noexcept:
        """Add a place on the inner axis where blocks end, if there is none yet."""
        cdef int k = self.nedges
        while k and self.edges[k - 1] > edge:
            k -= 1
        if edge == 0 or edge == self.grid.inner or k and self.edges[k - 1] == edge:
            return
        memmove(&self.edges[k + 1], &self.edges[k], (self.nedges - k) * sizeof(Py_ssize_t))
        self.edges[k] = edge
        self.nedges += 1

    cdef int execute(self, Workspace ws) noexcept nogil:
        return Loop.execute(self, ws) if are_lengths(&self.lengths, self.last) else PREPARE

    cdef Py_ssize_t block_length(self, Py_ssize_t left) noexcept nogil:
        cdef Py_ssize_t n = Loop.block_length(self, left)
        cdef int k
        for k in range(self.nedges if self.rows and not self.whole_rows else 0):
            if self.grid.j < self.edges[k]:
                return min(n, self.edges[k] - self.grid.j)
        return n


KINDS["padded_loop"] = PaddedLoop
