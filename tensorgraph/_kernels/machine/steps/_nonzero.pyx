# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The nonzero elements of an array: masks as index vectors."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from .._array cimport NPY_INT64
from .._workspace cimport DONE, MAX_NDIM, PREPARE, Slot, Step, Workspace, count

from ..kinds import KINDS

ctypedef fused bits_t:
    uint8_t
    uint16_t
    uint32_t
    uint64_t


cdef Py_ssize_t count_bits(bits_t* x, bits_t mask, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    """Count the elements, out of n at equal distances, that have a bit of the mask."""
    cdef Py_ssize_t i, found = 0
    if step == sizeof(bits_t):
        for i in range(n):
            found += (x[i] & mask) != 0
    else:
        for i in range(n):
            found += ((<bits_t*> (<char*> x + i * step))[0] & mask) != 0
    return found


cdef void find_bits(
    bits_t* x, bits_t mask, Py_ssize_t step, Py_ssize_t n, long long* to, Py_ssize_t wanted
) noexcept nogil:
    """Write the first `wanted` positions of such elements."""
    cdef Py_ssize_t i, found = 0
    for i in range(n):
        if found == wanted:
            return
        to[found] = i
        found += ((<bits_t*> (<char*> x + i * step))[0] & mask) != 0


cdef class Nonzero(Step):
    """``nonzero(x)``: an index vector for each axis."""

    cdef uint64_t mask          # the bits that count: all but the sign of a float
    cdef int axis               # where x, the second input, is indexed; it is there to be checked

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef int k
        self.axis = self.params.get("axis", 0)
        if x.ndim == 0 or self.nout != x.ndim:
            raise ValueError(f"{self.nout} index vectors do not tell places in {x.ndim} axes")
        if self.nin > 1 and not 0 <= self.axis <= self.inputs[1].ndim - x.ndim:
            raise ValueError(f"a mask of {x.ndim} axes does not fit axis {self.axis} of {self.inputs[1].ndim}")
        if x.itemsize > 8 or x.kind == c"O":
            raise ValueError(f"nonzero does not take {<object> x.descr}")
        for k in range(self.nout):
            if self.outputs[k].ndim != 1 or self.outputs[k].typenum != NPY_INT64:
                raise ValueError("nonzero makes int64 vectors")
        self.mask = ~<uint64_t> 0
        if x.kind == c"f":
            self.mask >>= 1 + 64 - 8 * x.itemsize
        elif x.kind == c"c":
            self.mask = <uint64_t> 0x7FFFFFFF7FFFFFFF
        self.fallible = 1
        return 0

    cdef Py_ssize_t count_run(self, const char* x, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
        cdef int size = self.inputs[0].itemsize
        if size == 1:
            return count_bits(<uint8_t*> x, <uint8_t> self.mask, step, n)
        if size == 2:
            return count_bits(<uint16_t*> x, <uint16_t> self.mask, step, n)
        if size == 4:
            return count_bits(<uint32_t*> x, <uint32_t> self.mask, step, n)
        return count_bits(<uint64_t*> x, self.mask, step, n)

    cdef void find_run(
        self, const char* x, Py_ssize_t step, Py_ssize_t n, long long* to, Py_ssize_t wanted
    ) noexcept nogil:
        cdef int size = self.inputs[0].itemsize
        if size == 1:
            find_bits(<uint8_t*> x, <uint8_t> self.mask, step, n, to, wanted)
        elif size == 2:
            find_bits(<uint16_t*> x, <uint16_t> self.mask, step, n, to, wanted)
        elif size == 4:
            find_bits(<uint32_t*> x, <uint32_t> self.mask, step, n, to, wanted)
        else:
            find_bits(<uint64_t*> x, self.mask, step, n, to, wanted)

    cdef Py_ssize_t walk(self, Py_ssize_t wanted) noexcept nogil:
        """Count the nonzero elements, and write their positions if the number `wanted` is known."""
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int last = x.ndim - 1, k
        cdef const char* row = x.data
        cdef Py_ssize_t found = 0, here, i
        if count(x) == 0:
            return 0
        for k in range(last):
            index[k] = 0
        while True:
            here = self.count_run(row, x.strides[last], x.dims[last])
            if wanted >= 0:
                here = min(here, wanted - found)
                self.find_run(
                    row, x.strides[last], x.dims[last], <long long*> self.outputs[last].data + found, here)
                for k in range(last):
                    for i in range(found, found + here):
                        (<long long*> self.outputs[k].data)[i] = index[k]
            found += here
            k = last - 1
            while k >= 0:
                index[k] += 1
                row += x.strides[k]
                if index[k] < x.dims[k]:
                    break
                row -= index[k] * x.strides[k]
                index[k] = 0
                k -= 1
            if k < 0:
                return found

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t n
        cdef int k
        if self.nin > 1:
            for k in range(x.ndim):
                # NumPy lets axes without elements pass
                if x.dims[k] != self.inputs[1].dims[self.axis + k] and x.dims[k] != 0:
                    raise IndexError(
                        f"boolean index did not match indexed array along axis {self.axis + k}; size of axis is "
                        f"{self.inputs[1].dims[self.axis + k]} but size of corresponding boolean axis is {x.dims[k]}"
                    )
        n = self.walk(-1)
        for k in range(self.nout):
            ws.allocate(self.outputs[k], &n, NULL)
        self.cost = 20 + 2 * count(x)
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t n = self.outputs[0].dims[0]
        if self.walk(-1) != n:
            return PREPARE
        self.walk(n)
        return DONE


KINDS.update(nonzero=Nonzero)
