# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""New arrays: copies, joins, shapes, ranges."""

from cpython.mem cimport PyMem_RawFree
from libc.math cimport ceil
from libc.string cimport memcpy

from .._array cimport NPY_DOUBLE, NPY_FLOAT, NPY_INT64
from ..loop._instructions cimport Inst, resolve_cast
from ..axisorder cimport ordered_strides, sort_axes
from .._move cimport copy_array, copy_matrix, copy_run
from ..threads._copying cimport share_copy
from ..threads._workers cimport thread_count
from .._workspace cimport DONE, MAX_NDIM, PREPARE, Slot, Step, Workspace, count, is_contiguous
from ..memory cimport zeros
from ._shaped cimport Shaped

from ..kinds import KINDS

cdef enum:
    COLUMN = 256                # elements of columns that are joined at once
    STRIP = 16384               # bytes of short rows that are joined at once: memory is written once


cdef class Copy(Step):
    """Return a C contiguous copy."""

    cdef int prepare(self, Workspace ws) except -1:
        self.cost = 10 + count(self.inputs[0])
        return ws.allocate(self.outputs[0], self.inputs[0].dims, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        share_copy(x.ndim, x.dims, out.data, out.strides, x.data, x.strides, x.itemsize)
        return DONE


cdef class Alloc(Shaped):
    """A value broadcast to a shape."""

    cdef Py_ssize_t[MAX_NDIM] strides
    cdef bint filled

    cdef int build(self, Workspace ws) except -1:
        self.filled = self.params.get("filled", True)
        self.parse(self.params["shape"])
        if self.nentries != self.outputs[0].ndim or self.inputs[0].ndim > self.nentries:
            raise ValueError(f"shape {self.params['shape']} does not give {self.outputs[0].ndim} axes")
        if self.inputs[0].typenum != self.outputs[0].typenum:
            raise ValueError("alloc does not change the dtype")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* value = self.inputs[0]
        cdef int k, axis
        cdef Py_ssize_t total = 1
        self.read()
        for k in range(self.nentries):
            axis = k - (self.nentries - value.ndim)
            total *= self.last[k]
            self.strides[k] = 0
            if axis >= 0 and value.dims[axis] != 1:
                self.strides[k] = value.strides[axis]
                if value.dims[axis] != self.last[k]:
                    before = tuple([value.dims[i] for i in range(value.ndim)])
                    shape = tuple([self.last[i] for i in range(self.nentries)])
                    raise ValueError(f"could not broadcast input array from shape {before} into shape {shape}")
        self.cost = 10 + (0.3 * total if self.filled else 0)
        return ws.allocate(self.outputs[0], self.last, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        if self.changed():
            return PREPARE
        if not self.filled:
            return DONE
        share_copy(out.ndim, out.dims, out.data, out.strides, self.inputs[0].data, self.strides, out.itemsize)
        return DONE


cdef class Join(Step):
    """Arrays joined along an axis, in the order in which they lie in memory, as NumPy does.

    Those of one element along the last axis are copied two at a time. Where all are copied to each place of the
    outermost axis, as many of these are written at once as stay in the nearest cache.
    """

    cdef int axis, outer
    cdef bint are_columns

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        self.axis = self.params["axis"]
        if self.axis < 0:
            self.axis += self.outputs[0].ndim
        if not 0 <= self.axis < self.outputs[0].ndim or not self.nin:
            raise ValueError(f"cannot join {self.nin} arrays along axis {self.params['axis']}")
        for k in range(self.nin):
            fits = self.inputs[k].ndim == self.outputs[0].ndim or self.inputs[k].ndim == 0 and self.outputs[0].ndim == 1
            if self.inputs[k].typenum != self.outputs[0].typenum or not fits:
                raise ValueError("arrays that are joined have one type")
        return 0

    cdef inline Py_ssize_t length(self, int k, int axis) noexcept nogil:
        """Return the length of an input along an axis; a number is a vector of one element."""
        return self.inputs[k].dims[axis] if self.inputs[k].ndim else 1

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef int axes[MAX_NDIM]
        cdef Slot* x
        cdef int k, axis, n = 0
        for axis in range(self.outputs[0].ndim):
            dims[axis] = self.length(0, axis)
        for k in range(1, self.nin):
            for axis in range(self.outputs[0].ndim):
                if axis == self.axis:
                    dims[axis] += self.length(k, axis)
                elif dims[axis] != self.inputs[k].dims[axis]:
                    raise ValueError(
                        f"all the input array dimensions except for the concatenation axis must match exactly, "
                        f"but along dimension {axis}, the array at index 0 has size {dims[axis]} and the array at "
                        f"index {k} has size {self.inputs[k].dims[axis]}"
                    )
        for axis in range(self.outputs[0].ndim):
            if dims[axis] != 1:
                axes[n] = axis
                n += 1
        sort_axes(self.inputs, self.nin, axes, n)
        ordered_strides(self.outputs[0].ndim, dims, axes, n, -1, self.outputs[0].itemsize, strides)
        ws.allocate(self.outputs[0], dims, strides)
        self.outer = axes[0] if n else 0
        self.are_columns = self.nin > 1
        for k in range(self.nin):
            x = self.inputs[k]
            if self.axis != x.ndim - 1 or x.dims[self.axis] != 1 or not is_contiguous(x):
                self.are_columns = False
        self.cost = 10 * self.nin + count(self.outputs[0])
        return 0

    cdef void join_columns(self) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t size = out.itemsize, row = self.nin * size, n = count(out) // self.nin, i = 0, m
        cdef char* to = out.data
        cdef char* x
        cdef int k
        while i < n:
            m = min(n - i, <Py_ssize_t> COLUMN)
            for k in range(0, self.nin, 2):
                x = self.inputs[k].data + i * size
                if k + 1 < self.nin:
                    copy_matrix(
                        to + k * size, row, size, x, size, self.inputs[k + 1].data - self.inputs[k].data, m, 2, size)
                else:
                    copy_run(to + k * size, row, x, size, m, size)
            to += m * row
            i += m

    cdef void join_strips(self) noexcept nogil:
        """Join along another axis than the outermost, some places of that at a time."""
        cdef Slot* out = self.outputs[0]
        cdef Slot* x
        cdef char* to
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int outer = self.outer, k
        cdef Py_ssize_t i = 0, n = out.dims[outer], most = max(<Py_ssize_t> 1, STRIP // out.strides[outer])
        while i < n:
            to = out.data + i * out.strides[outer]
            for k in range(self.nin):
                x = self.inputs[k]
                memcpy(dims, x.dims, x.ndim * sizeof(Py_ssize_t))
                dims[outer] = min(n - i, most)
                copy_array(x.ndim, dims, to, out.strides, x.data + i * x.strides[outer], x.strides, x.itemsize)
                to += x.dims[self.axis] * out.strides[self.axis]
            i += most

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef Slot* x
        cdef char* to = out.data
        cdef Py_ssize_t step = out.strides[self.outer]
        cdef int k
        if self.are_columns:
            self.join_columns()
            return DONE
        if self.axis != self.outer and out.dims[self.outer] > 1 and 0 < step <= STRIP // 2 and thread_count() == 1:
            self.join_strips()
            return DONE
        for k in range(self.nin):
            x = self.inputs[k]
            share_copy(x.ndim, x.dims, to, out.strides, x.data, x.strides, x.itemsize)
            to += self.length(k, self.axis) * out.strides[self.axis]
        return DONE


cdef class ShapeI(Step):
    """Return the length of one axis."""

    cdef int axis

    cdef int build(self, Workspace ws) except -1:
        self.axis = self.params["axis"]
        if not 0 <= self.axis < self.inputs[0].ndim or self.outputs[0].typenum != NPY_INT64 or self.outputs[0].ndim:
            raise ValueError(f"there is no axis {self.params['axis']}, or its length is not given as 0-d int64")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        return ws.allocate(self.outputs[0], NULL, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        (<long long*> self.outputs[0].data)[0] = self.inputs[0].dims[self.axis]
        return DONE


cdef class Shape(Step):
    """Return the lengths of all axes."""

    cdef int build(self, Workspace ws) except -1:
        if self.outputs[0].typenum != NPY_INT64 or self.outputs[0].ndim != 1:
            raise ValueError("a shape is an int64 vector")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t n = self.inputs[0].ndim
        return ws.allocate(self.outputs[0], &n, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef int k
        for k in range(self.inputs[0].ndim):
            (<long long*> self.outputs[0].data)[k] = self.inputs[0].dims[k]
        return DONE


cdef class MakeVector(Step):
    """Scalars as a vector, cast to its dtype."""

    cdef Inst* casts

    def __dealloc__(self):
        PyMem_RawFree(self.casts)

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        self.casts = <Inst*> zeros(self.nin, sizeof(Inst))
        if self.outputs[0].ndim != 1:
            raise ValueError("make_vector makes a vector")
        for k in range(self.nin):
            if self.inputs[k].ndim:
                raise ValueError("make_vector takes scalars")
            if self.inputs[k].typenum != self.outputs[0].typenum:
                source, target = (<object> self.inputs[k].descr).name, (<object> self.outputs[0].descr).name
                resolve_cast(&self.casts[k], source, target)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t n = self.nin
        self.cost = 10 * n
        return ws.allocate(self.outputs[0], &n, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef int k
        for k in range(self.nin):
            if self.casts[k].kernel != NULL:
                self.casts[k].kernel(out.data + k * out.itemsize, self.inputs[k].data, NULL, NULL, NULL, 1)
            else:
                copy_run(out.data + k * out.itemsize, out.itemsize, self.inputs[k].data, 0, 1, out.itemsize)
        return DONE


cdef class Arange(Step):
    """``start, start + step, ...`` below stop; floats as NumPy computes them."""

    cdef Inst[3] casts
    cdef bint floating
    cdef bint unsigned          # all inputs are: their order is that of unsigned numbers
    cdef Py_ssize_t last

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        cdef Slot* out = self.outputs[0]
        if self.nin != 3 or out.ndim != 1:
            raise ValueError("arange takes start, stop and step and makes a vector")
        if out.kind not in (c"i", c"u") and out.typenum not in (NPY_FLOAT, NPY_DOUBLE):
            raise ValueError(f"arange does not make {<object> out.descr}")
        self.floating = out.kind == c"f"
        self.unsigned = True
        for k in range(3):
            if self.inputs[k].ndim:
                raise ValueError("arange takes scalars")
            self.unsigned = self.unsigned and self.inputs[k].kind == c"u"
            self.floating = self.floating or self.inputs[k].kind == c"f"
        for k in range(3):
            name = (<object> self.inputs[k].descr).name
            wide = "float64" if self.floating else "int64"
            if name != wide:
                resolve_cast(&self.casts[k], name, wide)
        self.last = -1
        self.fallible = 1
        return 0

    cdef void numbers(self, double* floats, long long* ints) noexcept nogil:
        cdef int k
        cdef void* to
        for k in range(3):
            to = <void*> &floats[k] if self.floating else <void*> &ints[k]
            if self.casts[k].kernel != NULL:
                self.casts[k].kernel(to, self.inputs[k].data, NULL, NULL, NULL, 1)
            else:
                copy_run(<char*> to, 8, self.inputs[k].data, 0, 1, 8)

    cdef Py_ssize_t length(self, double* floats, long long* ints) noexcept nogil:
        """Return the number of elements, -1 for a step of 0, -2 for too many."""
        cdef double n
        if self.floating:
            if floats[2] == 0:
                return -1
            n = ceil((floats[1] - floats[0]) / floats[2])
            return 0 if n <= 0 else <Py_ssize_t> n if n < 1e18 else -2
        if ints[2] == 0:
            return -1
        cdef unsigned long long way, step = <unsigned long long> ints[2]
        if self.unsigned:
            if <unsigned long long> ints[0] >= <unsigned long long> ints[1]:
                return 0
        elif ints[2] > 0:
            if ints[0] >= ints[1]:
                return 0
        elif ints[0] <= ints[1]:
            return 0
        else:
            step = 0 - step
        # the difference of two int64 may exceed int64
        if self.unsigned or ints[2] > 0:
            way = <unsigned long long> ints[1] - <unsigned long long> ints[0]
        else:
            way = <unsigned long long> ints[0] - <unsigned long long> ints[1]
        if way < (1ULL << 52):
            return (way - 1) // step + 1
        # like NumPy, which rounds the quotient to a double
        n = <double> (<long double> way / <long double> step)
        return <Py_ssize_t> ceil(n) if n < 1e18 else -2

    cdef int prepare(self, Workspace ws) except -1:
        cdef double floats[3]
        cdef long long ints[3]
        self.numbers(floats, ints)
        cdef Py_ssize_t n = self.length(floats, ints)
        if n == -1:
            raise ZeroDivisionError("arange with a step of 0")
        if n < 0:
            raise ValueError("Maximum allowed size exceeded")
        ws.allocate(self.outputs[0], &n, NULL)
        self.last = n
        self.cost = 10 + n
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef double floats[3]
        cdef long long ints[3]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t i, n
        cdef double step
        cdef float first32, step32
        self.numbers(floats, ints)
        n = self.length(floats, ints)
        if n != self.last:
            return PREPARE
        if out.typenum == NPY_DOUBLE:
            if not self.floating:
                floats[0], floats[2] = ints[0], ints[2]
            step = (floats[0] + floats[2]) - floats[0]
            for i in range(n):
                (<double*> out.data)[i] = floats[0] + i * step
        elif out.typenum == NPY_FLOAT:
            first32 = <float> floats[0]
            step32 = <float> (floats[0] + floats[2]) - first32
            for i in range(n):
                (<float*> out.data)[i] = first32 + i * step32
        else:
            if self.floating:
                ints[0] = <long long> floats[0]
                ints[2] = <long long> (floats[0] + floats[2]) - ints[0]
            for i in range(n):
                if out.itemsize == 8:
                    (<long long*> out.data)[i] = ints[0] + i * ints[2]
                elif out.itemsize == 4:
                    (<int*> out.data)[i] = <int> (ints[0] + i * ints[2])
                elif out.itemsize == 2:
                    (<short*> out.data)[i] = <short> (ints[0] + i * ints[2])
                else:
                    (<signed char*> out.data)[i] = <signed char> (ints[0] + i * ints[2])
        return DONE


KINDS.update(
    copy=Copy, alloc=Alloc, join=Join, shape_i=ShapeI, shape=Shape, make_vector=MakeVector, arange=Arange,
)
