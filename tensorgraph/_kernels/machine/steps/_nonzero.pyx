# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The nonzero elements of an array: masks as index vectors."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from .._array cimport NPY_INT64
from .._workspace cimport DONE, MAX_NDIM, PREPARE, Slot, Step, Workspace, count

from ..kinds import KINDS

cdef extern from *:
    """
    #define TG_LOW 0x7F7F7F7F7F7F7F7Full
    #define TG_HIGH 0x8080808080808080ull
    #define TG_ONES 0x0101010101010101ull
    """
    uint64_t LOW "TG_LOW"
    uint64_t HIGH "TG_HIGH"
    uint64_t ONES "TG_ONES"

ctypedef fused bits_t:
    uint8_t
    uint16_t
    uint32_t
    uint64_t

cdef enum:
    WORD = 8                    # bytes of a mask that are looked at together


cdef inline uint64_t flags(const uint8_t* x) noexcept nogil:
    """Return a word with the highest bit of each byte that is not 0."""
    cdef uint64_t word
    memcpy(&word, x, WORD)
    return ((word & LOW) + LOW | word) & HIGH


cdef Py_ssize_t count_bytes(const uint8_t* x, Py_ssize_t n) noexcept nogil:
    """Count the bytes that are not 0."""
    cdef Py_ssize_t i, found = 0, whole = n - n % WORD
    for i in range(whole // WORD):
        found += (flags(x + i * WORD) >> 7) * ONES >> 56
    for i in range(whole, n):
        found += x[i] != 0
    return found


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


cdef void find_bytes(const uint8_t* x, Py_ssize_t n, long long* to, Py_ssize_t wanted) noexcept nogil:
    """Write the first `wanted` positions of bytes that are not 0; words without any, or with nothing else, go fast."""
    cdef Py_ssize_t part, i, found = 0
    cdef int k
    cdef uint64_t word
    for part in range(n // WORD):
        i = part * WORD
        word = flags(x + i)
        if word == 0:
            continue
        if found + WORD > wanted:
            for k in range(WORD):
                if found == wanted:
                    return
                to[found] = i + k
                found += x[i + k] != 0
        elif word == HIGH:
            for k in range(WORD):
                to[found + k] = i + k
            found += WORD
        else:
            for k in range(WORD):
                to[found] = i + k
                found += x[i + k] != 0
    for i in range(n - n % WORD, n):
        if found == wanted:
            return
        to[found] = i
        found += x[i] != 0


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


cdef void take_apart(long long** to, const Py_ssize_t* dims, int naxes, Py_ssize_t n) noexcept nogil:
    """Replace n increasing positions, in the last of some vectors, by the places in each axis that they run over."""
    cdef Py_ssize_t upper[MAX_NDIM]
    cdef Py_ssize_t row = 0, length = dims[naxes - 1], i, place, rest
    cdef int k
    for k in range(naxes):
        upper[k] = 0
    for i in range(n):
        place = to[naxes - 1][i]
        if place - row >= length:
            rest = place // length
            row = rest * length
            for k in range(naxes - 2, 0, -1):
                upper[k] = rest % dims[k]
                rest //= dims[k]
            upper[0] = rest
        to[naxes - 1][i] = place - row
        for k in range(naxes - 1):
            to[k][i] = upper[k]


cdef class Nonzero(Step):
    """``nonzero(x)``: an index vector for each axis, or one of `flat` places in C order."""

    cdef uint64_t mask          # the bits that count: all but the sign of a float
    cdef bint flat
    cdef int axis               # where x, the second input, is indexed; it is there to be checked

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef int k
        self.axis = self.params.get("axis", 0)
        self.flat = self.params.get("flat", False)
        if x.ndim == 0 or self.nout != (1 if self.flat else x.ndim):
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
        if size == 1 and step == 1 and self.mask == ~<uint64_t> 0:
            return count_bytes(<const uint8_t*> x, n)
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
        if size == 1 and step == 1 and self.mask == ~<uint64_t> 0:
            find_bytes(<const uint8_t*> x, n, to, wanted)
        elif size == 1:
            find_bits(<uint8_t*> x, <uint8_t> self.mask, step, n, to, wanted)
        elif size == 2:
            find_bits(<uint16_t*> x, <uint16_t> self.mask, step, n, to, wanted)
        elif size == 4:
            find_bits(<uint32_t*> x, <uint32_t> self.mask, step, n, to, wanted)
        else:
            find_bits(<uint64_t*> x, self.mask, step, n, to, wanted)

    cdef Py_ssize_t walk(self, Py_ssize_t wanted) noexcept nogil:
        """Count the nonzero elements, and write their positions if the number `wanted` is known.

        Axes of length 1 are left out, and the last ones that lie one behind another are one run.
        """
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef long long* to[MAX_NDIM]
        cdef long long* here_to[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int naxes = 0, outer, k
        cdef const char* row = x.data
        cdef Py_ssize_t found = 0, length, here, i, behind = 0
        if count(x) == 0:
            return 0
        for k in range(x.ndim):
            if x.dims[k] != 1 or (k == x.ndim - 1 and naxes == 0):
                dims[naxes], strides[naxes], index[naxes] = x.dims[k], x.strides[k], 0
                to[naxes] = <long long*> self.outputs[0 if self.flat else k].data
                naxes += 1
            elif wanted > 0 and not self.flat:
                memset(self.outputs[k].data, 0, wanted * sizeof(long long))
        outer, length = naxes - 1, dims[naxes - 1]
        while outer > 0 and strides[outer - 1] == strides[outer] * dims[outer]:
            outer -= 1
            length *= dims[outer]
        while True:
            here = self.count_run(row, strides[naxes - 1], length)
            if wanted >= 0:
                here = min(here, wanted - found)
                for k in range(naxes):
                    here_to[k] = to[k] + found
                self.find_run(row, strides[naxes - 1], length, here_to[naxes - 1], here)
                if self.flat:
                    for i in range(here if behind else 0):
                        here_to[naxes - 1][i] += behind
                elif outer < naxes - 1:
                    take_apart(&here_to[outer], &dims[outer], naxes - outer, here)
                for k in range(0 if self.flat else outer):
                    for i in range(here):
                        here_to[k][i] = index[k]
            found += here
            behind += length
            k = outer - 1
            while k >= 0:
                index[k] += 1
                row += strides[k]
                if index[k] < dims[k]:
                    break
                row -= index[k] * strides[k]
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
