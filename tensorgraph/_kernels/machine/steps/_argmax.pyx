# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The maximum of an array along an axis, and its position, or that of the minimum.

Rows are searched by NumPy's loop, very long ones for the part that has the best element first. Short ones, and those
whose elements are not contiguous while elements of neighbouring rows are, are searched many at once: a block has the
best value and its position for each of the rows, and meets their first elements, their second ones and so on. Where
few such rows are long, a block holds so many of their elements as if these were rows of their own. Positions of narrow
elements are as narrow as these: so many elements are a stretch, whose positions are added to where it begins.

Threads share out the rows, or the parts of a very long one, of which each piece finds its best.
"""

from cpython.object cimport PyObject
cimport numpy as cnp
from libc.stdint cimport INT32_MAX, int64_t
from libc.string cimport memcpy, memset

from .._array cimport NPY_INT64, tg_argmax, tg_argmax_t, tg_argmin
from ..loop._instructions cimport kernel_address, kernel_t
from .._move cimport copy_array, copy_matrix, copy_run, copy_square
from ..threads._crew cimport MOST_PIECES, hire, scratch_of
from ..threads.limits cimport PIECE
from ..threads._workers cimport parts_of, run_pieces, thread_count
from ..places cimport add_places, is_second, join_folded
from .._workspace cimport BLOCK, DONE, MAX_NDIM, Slot, Step, Workspace, count, is_contiguous

from ..kinds import KINDS
from ..loop._instructions import CODES

cnp.import_array()

cdef enum:
    FEW = 32                    # elements of rows that are searched many at once wherever they are,
    SHORT_ROW = 512             # or bytes, where elements are contiguous,
    FEWEST = 8                  # so many at least
    PART = 4096                 # elements of a very long row
    LINE = 64                   # bytes between columns, which would meet in the cache
    TALL = 64                   # blocks from which on they may hold several elements of a row

ctypedef void (*across_t)(void* best, void* places, const void* a, Py_ssize_t row, Py_ssize_t n) noexcept nogil

cdef struct Share:              # a search that threads share out
    PyObject* step
    PyObject* ws
    char* row                   # if its parts are the pieces:
    char[MOST_PIECES * 8] best  # of each piece the best element,
    Py_ssize_t[MOST_PIECES] part        # and where the first part begins that has it


cdef class ArgMax(Step):

    cdef int axis               # -1: of the flattened array
    cdef Slot* largest          # outputs, or NULL
    cdef Slot* place
    cdef tg_argmax_t find
    cdef kernel_t fold          # the best of many elements, or NULL
    cdef across_t across
    cdef Py_ssize_t length, nrows
    cdef int nouter             # other axes, of which those that follow each other in memory are one:
    cdef Py_ssize_t[MAX_NDIM + 2] outer, step
    cdef bint by_blocks, by_parts
    cdef bint turns             # rows whose elements are contiguous are copied as columns
    cdef Py_ssize_t folded      # elements of each row that a block holds
    cdef Py_ssize_t piece       # length of a piece: columns, rows, or parts of a row
    cdef Py_ssize_t npieces
    cdef int crew               # threads that may take part

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        cdef Slot* x = self.inputs[0]
        names = self.params["outs"]
        self.axis = -1
        if self.params["axis"] is not None:
            self.axis = self.params["axis"]
            if self.axis < 0:
                self.axis += x.ndim
            if not 0 <= self.axis < x.ndim:
                raise ValueError(f"axis {self.params['axis']} is not an axis of an array of {x.ndim}")
        if (len(names) != self.nout or not ({*names} <= {"max", "argmax"} or names == ("argmin",))
                or x.kind not in (c"f", c"i", c"u", c"b")):
            raise ValueError(f"argmax does not give {names} of {<object> x.descr}")
        for k in range(self.nout):
            if self.outputs[k].ndim != (0 if self.axis < 0 else x.ndim - 1):
                raise ValueError(f"argmax does not give {self.outputs[k].ndim} axes")
            if names[k] == "max":
                self.largest = self.outputs[k]
            else:
                self.place = self.outputs[k]
                if self.place.typenum != NPY_INT64:
                    raise ValueError(f"{names[k]} is int64")
        how = "argmin" if names == ("argmin",) else "argmax"
        self.find = tg_argmin(x.descr) if how == "argmin" else tg_argmax(x.descr)
        code = CODES.get((<object> x.descr).name)
        self.fold = <kernel_t> <void*> kernel_address(f"fold_{how[3:]}_{code}")
        self.across = <across_t> <void*> kernel_address(f"across_{how}_{code}")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int k, n = 0
        cdef bint is_dense, is_short
        self.length = count(x) if self.axis < 0 else x.dims[self.axis]
        for k in range(x.ndim if self.axis >= 0 else 0):
            if k != self.axis:
                dims[n] = x.dims[k]
                n += 1
        self.join_axes()
        if self.length == 0 and self.nrows:
            raise ValueError("attempt to get argmax of an empty sequence")
        for k in range(self.nout):
            ws.allocate(self.outputs[k], dims, NULL)
        n = self.nouter - 1
        is_dense = self.axis >= 0 and x.strides[self.axis] == x.itemsize
        is_short = self.length <= (SHORT_ROW // x.itemsize if is_dense else <Py_ssize_t> FEW)
        self.by_blocks = (
            self.across != NULL and self.axis >= 0 and self.nrows >= FEWEST and self.length <= INT32_MAX
            and (is_short or self.step[n] == x.itemsize and self.outer[n] >= FEWEST))
        self.turns = self.by_blocks and is_dense and is_short and self.length > 1 and self.step[n] != x.itemsize
        self.folded = self.elements_at_once()
        self.by_parts = not self.by_blocks and self.length >= 2 * PART and self.fold != NULL
        self.cost = 50 + 0.02 * count(x) * x.itemsize
        self.cut()
        ws.reserve(self.length * (BLOCK * x.itemsize + LINE if self.turns else x.itemsize))
        self.crew = hire(ws, self.npieces, self.cost)
        return 0

    cdef Py_ssize_t elements_at_once(self) noexcept:
        """Return how many elements of each row a block may hold: those of few rows that lie side by side."""
        cdef Slot* x = self.inputs[0]
        cdef int n = self.nouter - 1
        cdef Py_ssize_t found = BLOCK // max(self.outer[n], <Py_ssize_t> 1)
        if not self.by_blocks or found < 2 or self.length < TALL * found or self.step[n] != x.itemsize:
            return 1
        return found if x.strides[self.axis] == self.outer[n] * x.itemsize else 1

    cdef void cut(self) noexcept:
        """Choose the pieces."""
        cdef Py_ssize_t wanted = <Py_ssize_t> max(1., min(<double> MOST_PIECES, self.cost / PIECE))
        cdef Py_ssize_t n = self.nrows, unit = 1
        if self.by_blocks and self.outer[self.nouter - 1] >= 2 * BLOCK:
            n, unit = self.outer[self.nouter - 1], BLOCK
        elif self.by_blocks:
            n = self.outer[self.nouter - 2]
        elif self.nrows == 1:
            n = parts_of(self.length, PART) if self.by_parts else 1
        self.piece = max(<Py_ssize_t> 1, parts_of(parts_of(n, unit), wanted) * unit)
        self.npieces = parts_of(n, self.piece)

    cdef void join_axes(self) noexcept:
        """Find the axes of the rows: at least two, the last of them as long as can be."""
        cdef Slot* x = self.inputs[0]
        cdef int k, n = 2
        self.outer[0] = self.outer[1] = self.nrows = 1
        self.step[0] = self.step[1] = 0
        for k in range(x.ndim if self.axis >= 0 else 0):
            if k == self.axis or x.dims[k] == 1:
                continue
            self.nrows *= x.dims[k]
            if self.outer[n - 1] > 1 and self.step[n - 1] == x.strides[k] * x.dims[k]:
                self.outer[n - 1] *= x.dims[k]
                self.step[n - 1] = x.strides[k]
            else:
                self.outer[n], self.step[n] = x.dims[k], x.strides[k]
                n += 1
        self.nouter = n

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Share share
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t stride = x.itemsize
        cdef int k
        if self.nrows == 0:
            return DONE
        share.step, share.ws, share.row = <PyObject*> self, <PyObject*> ws, x.data
        if self.axis < 0 and not is_contiguous(x):
            for k in range(x.ndim - 1, -1, -1):
                strides[k] = stride
                stride *= x.dims[k]
            share.row = ws.scratch.data
            copy_array(x.ndim, x.dims, share.row, strides, x.data, x.strides, x.itemsize)
        elif self.nrows == 1 and self.axis >= 0 and not self.by_blocks:
            share.row = self.consecutive(x.data, ws.scratch.data)
        run_pieces(run_piece, &share, self.npieces, min(self.crew, thread_count()), self.cost)
        if self.nrows == 1 and self.by_parts:
            self.join_parts(&share)
        return DONE

    cdef void run(self, Share* share, char* scratch, Py_ssize_t piece) noexcept nogil:
        """Do one piece of the work."""
        cdef Py_ssize_t first = piece * self.piece, n = self.nrows
        if self.by_blocks and self.outer[self.nouter - 1] >= 2 * BLOCK:
            self.in_blocks(
                0, self.outer[self.nouter - 2], first, min(first + self.piece, self.outer[self.nouter - 1]), scratch)
        elif self.by_blocks:
            self.in_blocks(
                first, min(first + self.piece, self.outer[self.nouter - 2]), 0, self.outer[self.nouter - 1], scratch)
        elif self.nrows > 1:
            self.along_rows(first, min(first + self.piece, self.nrows), scratch)
        elif self.by_parts:
            share.part[piece] = self.best_part(
                share.row, first * PART, min((first + self.piece) * PART, self.length), &share.best[piece * 8])
        else:
            self.find(share.row, self.length, &n, NULL)
            self.store(0, n, share.row)

    cdef void in_blocks(
        self, Py_ssize_t top, Py_ssize_t bottom, Py_ssize_t left, Py_ssize_t right, char* scratch
    ) noexcept nogil:
        """Search many rows at once: these parts of the last two of their axes."""
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t index[MAX_NDIM + 2]
        cdef Py_ssize_t i, j, m, width, most, done = 0
        cdef int k, rows = self.nouter - 2, last = self.nouter - 1
        cdef char* source = x.data
        memset(index, 0, sizeof(index))
        most = max(<Py_ssize_t> 1, BLOCK // self.outer[last]) if self.folded == 1 else 1
        while True:
            i = top
            while i < bottom:
                m, j = min(most, bottom - i), left
                while j < right:
                    width = min(<Py_ssize_t> BLOCK, right - j)
                    self.search(
                        source + i * self.step[rows] + j * self.step[last], m, width, done + i * self.outer[last] + j,
                        scratch)
                    j += width
                i += m
            done += self.outer[rows] * self.outer[last]
            k = rows - 1
            while k >= 0:
                index[k] += 1
                source += self.step[k]
                if index[k] < self.outer[k]:
                    break
                source -= index[k] * self.step[k]
                index[k] = 0
                k -= 1
            if k < 0:
                return

    cdef void search(
        self, const char* source, Py_ssize_t m, Py_ssize_t width, Py_ssize_t done, char* scratch
    ) noexcept nogil:
        """Search m times `width` rows, which begin at `source`; so many are done."""
        cdef Slot* x = self.inputs[0]
        cdef int last = self.nouter - 1, size = x.itemsize
        cdef double[BLOCK] best, places, gathered
        cdef int64_t[BLOCK] folded
        cdef int64_t* wide = folded
        cdef const char* block
        cdef Py_ssize_t k, first = 0, n = m * width * self.folded
        cdef Py_ssize_t rows = (self.length + self.folded - 1) // self.folded
        cdef Py_ssize_t stretch = ((<Py_ssize_t> 1 << 8 * size) - 1) if size < 4 else rows
        if self.length == 1 and self.largest == NULL:
            memset(self.place.data + done * 8, 0, n * 8)
            return
        if self.turns and m == 1:
            # columns as rows
            copy_square(self.length, width, scratch, BLOCK * size + LINE, size, source, size, self.step[last], size)
        if self.place != NULL and self.folded == 1:
            wide = <int64_t*> self.place.data + done
        for k in range(rows):
            block = self.block_of(source, k, m, width, scratch, <char*> gathered)
            if k - first == stretch:
                add_places(wide, places, size, first, n)
                first = k
                memset(places, 0xff, n * size)
            if k == 0:
                memcpy(best, block, n * size)
                memset(places, 0, n * size)
            elif k == rows - 1:
                self.across(best, places, block, k - first, m * width * (self.length - k * self.folded))
            else:
                self.across(best, places, block, k - first, n)
        add_places(wide, places, size, first, n)
        if self.folded > 1:
            join_folded(self.find, size, <char*> best, wide, width, self.folded)
        if self.largest != NULL:
            memcpy(self.largest.data + done * size, best, m * width * size)
        if self.place != NULL and self.folded > 1:
            memcpy(self.place.data + done * 8, wide, m * width * 8)

    cdef const char* block_of(
        self, const char* source, Py_ssize_t k, Py_ssize_t m, Py_ssize_t width, char* scratch, char* gathered
    ) noexcept nogil:
        """Return block number k of m times `width` rows: where it is, or gathered."""
        cdef Slot* x = self.inputs[0]
        cdef int last = self.nouter - 1, size = x.itemsize
        if self.turns and m == 1:
            return scratch + k * (BLOCK * size + LINE)
        source += k * x.strides[self.axis] * self.folded
        if m == 1 and self.step[last] == size:
            return source
        copy_matrix(gathered, width * size, size, source, self.step[last - 1], self.step[last], m, width, size)
        return gathered

    cdef bint is_better(self, char* best, const char* other) noexcept nogil:
        """Return True if the other element is better, and take it then."""
        cdef Py_ssize_t size = self.inputs[0].itemsize
        cdef char[16] pair
        memcpy(pair, best, size)
        memcpy(&pair[size], other, size)
        if is_second(self.find, pair):
            memcpy(best, other, size)
            return True
        return False

    cdef Py_ssize_t best_part(self, char* row, Py_ssize_t first, Py_ssize_t end, char* best) noexcept nogil:
        """Find the best element between two places of a row; return where the first part begins that has it."""
        cdef Py_ssize_t at = first, part = first, size = self.inputs[0].itemsize
        cdef char[8] one
        memcpy(best, row + first * size, size)
        while at < end:
            memcpy(one, row + at * size, size)
            self.fold(one, row + at * size, NULL, NULL, NULL, min(end - at, <Py_ssize_t> PART))
            if at == first:
                memcpy(best, one, size)
            elif self.is_better(best, one):
                part = at
            at += PART
        return part

    cdef Py_ssize_t in_part(self, char* row, Py_ssize_t part) noexcept nogil:
        """Return the place in a row of the best element of a part, which is the best of all."""
        cdef Py_ssize_t place
        self.find(row + part * self.inputs[0].itemsize, min(self.length - part, <Py_ssize_t> PART), &place, NULL)
        return part + place

    cdef void join_parts(self, Share* share) noexcept nogil:
        """Choose among the best elements of the pieces of one row."""
        cdef Py_ssize_t piece, part = share.part[0]
        for piece in range(1, self.npieces):
            if self.is_better(share.best, &share.best[piece * 8]):
                part = share.part[piece]
        self.store(0, self.in_part(share.row, part), share.row)

    cdef char* consecutive(self, char* row, char* scratch) noexcept nogil:
        """Return the elements of a row one after another, in place or copied."""
        cdef Slot* x = self.inputs[0]
        if self.axis < 0 or x.strides[self.axis] == x.itemsize or self.length < 2:
            return row
        copy_run(scratch, x.itemsize, row, x.strides[self.axis], self.length, x.itemsize)
        return scratch

    cdef void store(self, Py_ssize_t r, Py_ssize_t place, const char* row) noexcept nogil:
        cdef Py_ssize_t size = self.inputs[0].itemsize
        if self.place != NULL:
            (<int64_t*> self.place.data)[r] = place
        if self.largest != NULL:
            memcpy(self.largest.data + r * size, row + place * size, size)

    cdef void along_rows(self, Py_ssize_t first, Py_ssize_t end, char* scratch) noexcept nogil:
        """Search rows `first` to `end`, one after another."""
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Py_ssize_t r, place, rest = first
        cdef int k
        cdef char* row = x.data
        cdef char* data
        cdef char[8] best
        for k in range(x.ndim - 1, -1, -1):
            index[k] = 0
            if k != self.axis:
                index[k] = rest % x.dims[k]
                rest //= x.dims[k]
                row += index[k] * x.strides[k]
        for r in range(first, end):
            data = self.consecutive(row, scratch)
            if self.by_parts:
                place = self.in_part(data, self.best_part(data, 0, self.length, best))
            else:
                self.find(data, self.length, &place, NULL)
            self.store(r, place, data)
            for k in range(x.ndim - 1, -1, -1):
                if k == self.axis:
                    continue
                index[k] += 1
                row += x.strides[k]
                if index[k] < x.dims[k]:
                    break
                row -= index[k] * x.strides[k]
                index[k] = 0


cdef void run_piece(void* argument, int number, Py_ssize_t piece) noexcept nogil:
    cdef Share* share = <Share*> argument
    (<ArgMax> share.step).run(share, scratch_of(<Workspace> share.ws, number), piece)


KINDS["argmax"] = ArgMax
