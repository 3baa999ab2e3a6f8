# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Slabs of a convolution: products of filters and patches of images that are small enough for the cache.

For one image and one group the filters are a matrix W (filters, K) and the patches one P (K, places), K being the
channels of the group times the elements of a filter, so that

    the result  is  Z = W P,      its gradients  are  GW = GZ P'  and  GP = W' GZ,

the last one added to the places that the patches come from.  P is never there as a whole: a slab of it, some rows and
some columns, is made, multiplied and forgotten while it is in cache.

a.  A slab has at most about SLAB bytes.  A part of the places of one image is one, or the places of several images
    where these have few: BLAS is slow on narrow matrices.  Long filters are cut too, and their products added up;
    cuts are such that products are small where that is possible without rows of a slab getting short.
b.  Where filters have one element and the image is what the filters see, the image is the slab.
c.  Filters are never reversed: the rows of the slab are.
d.  Threads share out the images.  Products are by BLAS or by tiles, whatever is faster and wakes no threads of BLAS.
"""

from libc.limits cimport INT_MAX
from libc.string cimport memset

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from ..linalg._matrices cimport routines_for
from ..linalg._tiled cimport multiply_slab, plan_slab, slab_scratch
from .._entry cimport are_lengths, count_lengths, parse_lengths, read_length
from .._move cimport copy_array
from ._patches cimport Part, Patches, copy_wide, finish, frame_size, is_plain, read_patches
from ..threads._crew cimport MOST_PIECES
from ..threads.limits cimport PIECE
from .._workspace cimport Slot, Workspace, count, is_contiguous

cdef enum:
    SLAB = 1 << 19              # bytes
    FEW = 128                   # places: so few that images are taken together
    LONG = 512                  # elements of filters that make a slab
    WIDE = 512                  # bytes: a row of a slab should have as many
    SMALL = 1000000             # multiplications of a product that OpenBLAS does without packing its matrices
    SUMS = 1 << 23              # bytes of the sums of pieces


cdef object shape_of(const Py_ssize_t* dims, int ndim):
    return tuple([dims[k] for k in range(ndim)])


cdef class Convolution(CrewStep):
    """Base class of a convolution and its derivatives: lengths, blocks and their order.

    ``stride`` and ``dilation`` have an entry for each axis, ``pad`` is "half", "full" or has pairs; ``flip`` and
    ``groups``.
    """

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        self.nd = self.outputs[0].ndim - 2
        self.blas = routines_for(self.outputs[0].typenum)
        self.size = self.outputs[0].itemsize
        if self.outputs[0].typenum not in (NPY_FLOAT, NPY_DOUBLE) or self.nd not in (2, 3) or self.nin < 2:
            raise ValueError("a convolution takes and gives floats of 4 or 5 axes")
        for k in range(2):
            if self.inputs[k].ndim != self.nd + 2 or self.inputs[k].typenum != self.outputs[0].typenum:
                raise ValueError("a convolution takes and gives arrays of one rank and dtype")
        self.p.size = self.size
        self.p.flip = self.params["flip"]
        self.groups = self.params["groups"]
        if self.groups < 1:
            raise ValueError(f"{self.groups} groups")
        for name in ("stride", "dilation"):
            if len(self.params[name]) != self.nd or min(self.params[name]) < 1:
                raise ValueError(f"{name} {self.params[name]} of {self.nd} axes")
        if self.params["pad"] not in ("half", "full") and len(self.params["pad"]) != self.nd:
            raise ValueError(f"pad {self.params['pad']} of {self.nd} axes")
        return 0

    # ------------------------------------------------------------------ lengths

    cdef int read_shape(self) except -1:
        """Parse ``shape``: entries, or ``("vector", k)``."""
        parse_lengths(self, &self.lengths, self.params["shape"], self.nd)
        self.fallible = 1
        return 0

    cdef bint changed(self) noexcept nogil:
        return not are_lengths(&self.lengths, self.given)

    cdef int ask(self, Py_ssize_t* dims) except -1:
        """Read the lengths of the result."""
        cdef int k
        if count_lengths(&self.lengths) != self.nd:
            raise ValueError(f"there are {self.nd} lengths, not {count_lengths(&self.lengths)}")
        for k in range(self.nd):
            # another thread may write to them: they are read once
            self.given[k] = (<Convolution> self.leader).given[k] if self.leader != NULL else read_length(
                &self.lengths, k)
            dims[k] = self.given[k]
            if dims[k] < 0:
                raise ValueError("negative dimensions are not allowed")
        return 0

    cdef int check(self, const Py_ssize_t* image, const Py_ssize_t* kernel, Py_ssize_t* top, bint known) except -1:
        """Check that arrays of these shapes fit, and compute the shape of the result."""
        cdef int k
        self.check_channels(image, kernel)
        self.p.channels = kernel[1]
        computed = self.places_of(image, kernel)
        if min(computed[2:]) <= 0:
            raise ValueError(
                f"impossible output shape {tuple(computed)} of images of shape {shape_of(image, self.nd + 2)} and "
                f"filters of shape {shape_of(kernel, self.nd + 2)}"
            )
        if known and shape_of(top, self.nd + 2) != tuple(computed):
            raise ValueError(
                "invalid input_shape for gradInputs: the given input_shape would produce an output of shape "
                f"{tuple(computed)}, but the given topgrad has shape {shape_of(top, self.nd + 2)}"
            )
        for k in range(self.nd + 2):
            top[k] = computed[k]
        self.batch = image[0]
        self.filters = kernel[0] // self.groups
        self.empty = self.batch == 0 or self.filters == 0 or self.p.channels == 0
        return 0

    cdef int check_channels(self, const Py_ssize_t* image, const Py_ssize_t* kernel) except -1:
        """Check that the channels of images and filters fit the groups."""
        if image[1] % self.groups:
            raise ValueError(
                f"number of input channels must be divisible by num_groups: {image[1]} and {self.groups}")
        if kernel[0] % self.groups:
            raise ValueError(f"number of filters must be divisible by num_groups: {kernel[0]} and {self.groups}")
        if image[1] // self.groups != kernel[1]:
            raise ValueError(
                "the number of input channels in the kernel should specify the number of channels of 1 group: images "
                f"of shape {shape_of(image, self.nd + 2)} and filters of shape {shape_of(kernel, self.nd + 2)} in "
                f"{self.groups} groups"
            )
        return 0

    cdef list places_of(self, const Py_ssize_t* image, const Py_ssize_t* kernel):
        """Set the patches of an image, and return the shape of the result."""
        cdef Py_ssize_t extent, before, after, stride, n
        cdef int k, lead = 3 - self.nd
        pad = self.params["pad"]
        computed = [image[0], kernel[0]]
        for k in range(3):
            self.p.image[k] = self.p.taps[k] = self.p.out[k] = self.p.stride[k] = self.p.dilation[k] = 1
            self.p.before[k] = 0
        for k in range(self.nd):
            if image[k + 2] > INT_MAX or kernel[k + 2] > INT_MAX:
                raise OverflowError(f"axes of lengths {image[k + 2]} and {kernel[k + 2]} are too long")
            stride = self.params["stride"][k]
            self.p.dilation[lead + k] = self.params["dilation"][k]
            extent = (kernel[k + 2] - 1) * self.p.dilation[lead + k] + 1
            if pad == "half":
                before = after = extent // 2
            elif pad == "full":
                before = after = extent - 1
            else:
                before, after = pad[k]
            n = image[k + 2] + before + after - extent
            n = n // stride + 1 if n >= 0 and kernel[k + 2] > 0 else 0
            computed.append(n)
            self.p.image[lead + k], self.p.taps[lead + k], self.p.out[lead + k] = image[k + 2], kernel[k + 2], n
            self.p.stride[lead + k], self.p.before[lead + k] = stride, before
        return computed

    # ------------------------------------------------------------------ slabs

    cdef int plan(self, Workspace ws, Slot* image, Slot* kernel, Slot* top) except -1:
        """Cut the work into slabs, and lay out the scratch memory."""
        cdef Patches* p = &self.p
        cdef int k
        memset(p.steps, 0, sizeof(p.steps))
        p.steps[0] = image.strides[1]
        for k in range(self.nd):
            p.steps[4 - self.nd + k] = image.strides[k + 2]
        drop_last(p)
        drop_last(p)
        finish(p)
        self.npieces = 1
        if self.empty:
            return 0
        self.depth = p.channels * p.ntaps
        if max(self.depth, p.nplaces, self.filters) > INT_MAX:
            raise OverflowError(f"a product of {self.depth} elements at {p.nplaces} places is too large for BLAS")
        self.cut(p)
        self.cost = 300 + 0.01 * self.size * self.batch * self.groups * self.filters * self.depth * p.nplaces
        ws.reserve(self.lay_out(p, kernel, top))
        self.cut_turns()
        return self.gather_crew(ws)

    cdef void cut_turns(self) noexcept:
        """Choose the pieces: the images of some slabs."""
        cdef Py_ssize_t turns = (self.batch + self.images - 1) // self.images
        cdef Py_ssize_t wanted = <Py_ssize_t> max(1., min(<double> MOST_PIECES, self.cost / PIECE))
        if self.is_sum:
            # each piece has a sum of its own
            wanted = max(<Py_ssize_t> 1, min(wanted, SUMS // (self.groups * self.filters * self.depth * self.size)))
        self.turns = (turns + wanted - 1) // wanted
        self.npieces = (turns + self.turns - 1) // self.turns

    cdef void begin_piece(self, Py_ssize_t piece) noexcept nogil:
        """Set the turns to take."""
        self.first = piece * self.turns
        self.end = min(self.first + self.turns, (self.batch + self.images - 1) // self.images)

    cdef void cut(self, Patches* p) noexcept:
        """Choose the lengths of a slab: elements of filters, images, rows and columns."""
        cdef Py_ssize_t places, nrows, parts, longest
        nrows = p.out[0] * p.out[1]
        self.plain = is_plain(p) and p.nplaces >= FEW // 2
        longest = SMALL // (self.filters * (WIDE // self.size))
        if self.is_sum or longest < LONG // 4:
            longest = LONG
        parts = 1 if self.plain else (self.depth + longest - 1) // longest
        self.length = (self.depth + parts - 1) // parts
        places = max(SLAB // (self.size * self.length), <Py_ssize_t> WIDE // self.size)
        if SMALL // (self.filters * self.length) >= WIDE // self.size:
            places = min(places, SMALL // (self.filters * self.length))
        self.images, self.rows, self.width = 1, nrows, p.out[2]
        if not self.plain:
            if p.nplaces < FEW:
                self.images = max(<Py_ssize_t> 1, min(self.batch, places // p.nplaces))
            elif p.out[2] > 2 * places:
                parts = (p.out[2] + places - 1) // places
                self.rows, self.width = 1, (p.out[2] + parts - 1) // parts
            elif p.nplaces > places:
                self.rows = max(<Py_ssize_t> 1, places // p.out[2])
                parts = (nrows + self.rows - 1) // self.rows
                self.rows = (nrows + parts - 1) // parts

    cdef Py_ssize_t lay_out(self, Patches* p, Slot* kernel, Slot* top) noexcept:
        """Assign places in the scratch memory, and return its size."""
        cdef Py_ssize_t size, places
        cdef Product product
        places = self.images * self.rows * self.width
        self.frame_place = 0 if self.plain else aligned(self.length * places * self.size)
        self.block_place = self.frame_place + aligned(frame_size(p, self.rows, self.width))
        self.tile_place = self.block_place
        if self.images > 1:
            self.tile_place += aligned(self.filters * places * self.size)
        product.m, product.n, product.k = max(self.filters, self.length), places, max(self.filters, self.length)
        if self.is_sum:
            product.n, product.k = self.length, places
        product.col_b = places if self.is_sum else 1
        self.kernel_place = self.tile_place + aligned(slab_scratch(&product, self.size))
        self.top_place = size = self.kernel_place
        if not is_contiguous(kernel):
            self.top_place = size = size + aligned(count(kernel) * self.size)
        if not is_contiguous(top):
            size += aligned(count(top) * self.size)
        return size

    cdef char* consecutive(self, Slot* x, char* place) noexcept nogil:
        """Return the elements of an array in C order, in place or copied."""
        cdef Py_ssize_t strides[5]
        cdef Py_ssize_t expected = self.size
        cdef int k
        if is_contiguous(x):
            return x.data
        for k in range(x.ndim - 1, -1, -1):
            strides[k] = expected
            expected *= x.dims[k]
        copy_array(x.ndim, x.dims, place, strides, x.data, x.strides, self.size)
        return place

    cdef bint next_part(self, Part* part) noexcept nogil:
        """Advance to the next part of the places; the first one comes after all zeros."""
        if part.w1 < self.p.out[2] and part.r1 > 0:
            part.w0 = part.w1
        elif part.r1 < self.p.out[0] * self.p.out[1]:
            part.r0, part.w0 = part.r1, 0
            part.r1 = min(part.r0 + self.rows, self.p.out[0] * self.p.out[1])
        else:
            return False
        part.w1 = min(part.w0 + self.width, self.p.out[2])
        return True

    cdef Py_ssize_t places(self, Part* part, Py_ssize_t n) noexcept nogil:
        """Return the number of places of a part in n images."""
        return n * (part.r1 - part.r0) * (part.w1 - part.w0)

    cdef char* image_of(self, Slot* image, Py_ssize_t b, Py_ssize_t g) noexcept nogil:
        """Return the channels of a group."""
        return image.data + b * image.strides[0] + g * self.p.channels * self.p.steps[0]

    cdef char* read_slab(
        self, Slot* image, Py_ssize_t b, Py_ssize_t n, Py_ssize_t g, Py_ssize_t k, Py_ssize_t end, Part* part,
        char* scratch, int* ld
    ) noexcept nogil:
        """Read elements k to `end` of the patches of n images."""
        cdef Py_ssize_t i
        if self.plain:
            ld[0] = max(self.p.steps[0] // self.size, self.p.nplaces)
            return self.image_of(image, b, g)
        ld[0] = self.places(part, n)
        for i in range(n):
            read_patches(
                &self.p, self.image_of(image, b + i, g), k, end, part, scratch + i * self.p.nplaces * self.size,
                ld[0], scratch + self.frame_place)
        return scratch

    cdef char* block(
        self, char* top, Py_ssize_t b, Py_ssize_t g, Part* part, char* scratch, int* ld, Py_ssize_t n
    ) noexcept nogil:
        """Return where the results of n images are a matrix with a filter in each row."""
        if self.images > 1:
            ld[0] = n * self.p.nplaces
            return scratch + self.block_place
        ld[0] = self.p.nplaces
        return self.result(top, b, g) + (part.r0 * self.p.out[2] + part.w0) * self.size

    cdef char* result(self, char* top, Py_ssize_t b, Py_ssize_t g) noexcept nogil:
        return top + (b * self.groups + g) * self.filters * self.p.nplaces * self.size

    cdef void multiply(self, Product* x, char* a, char* b, char* c, bint add, char* scratch) noexcept nogil:
        """Compute ``C := A B``, or add it to C; the matrices lie by rows, A and B perhaps by columns."""
        cdef char by_a = c"N" if x.col_a == 1 else c"T", by_b = c"N" if x.col_b == 1 else c"T"
        cdef int m = x.m, n = x.n, k = x.k
        # of a single row the distance to the next is any number, but BLAS wants rows that do not overlap
        cdef int row_a = max(x.row_a, x.k) if x.col_a == 1 else max(x.col_a, x.m)
        cdef int row_b = max(x.row_b, x.n) if x.col_b == 1 else max(x.col_b, x.k)
        cdef int row_c = max(x.row_c, x.n)
        if plan_slab(x, self.size):
            multiply_slab(x, a, b, c, add, scratch + self.tile_place, self.size)
        else:
            self.blas.gemm(
                &by_b, &by_a, &n, &m, &k, self.blas.one, b, &row_b, a, &row_a,
                <double*> self.blas.one if add else <double*> self.blas.zero, c, &row_c)

    cdef void move_block(
        self, char* top, Py_ssize_t b, Py_ssize_t n, Py_ssize_t g, char* scratch, bint out
    ) noexcept nogil:
        """Lay the results of several images side by side, or store them in their places."""
        cdef Py_ssize_t o, i, size = self.p.nplaces * self.size
        cdef char* to = scratch + self.block_place
        cdef char* data
        if self.images == 1:
            return
        for o in range(self.filters):
            for i in range(n):
                data = self.result(top, b + i, g) + o * size
                if out:
                    copy_wide(data, to, size)
                else:
                    copy_wide(to, data, size)
                to += size


cdef Py_ssize_t aligned(Py_ssize_t n) noexcept nogil:
    return (n + 63) & ~<Py_ssize_t> 63


cdef void drop_last(Patches* p) noexcept nogil:
    """Drop the last axis if it has one element."""
    cdef int k
    if p.image[2] == 1 and p.taps[2] == 1 and p.out[2] == 1 and p.before[2] == 0:
        for k in range(2, 0, -1):
            p.image[k], p.taps[k], p.out[k] = p.image[k - 1], p.taps[k - 1], p.out[k - 1]
            p.stride[k], p.dilation[k], p.before[k] = p.stride[k - 1], p.dilation[k - 1], p.before[k - 1]
            p.steps[k + 1] = p.steps[k]
        p.image[0] = p.taps[0] = p.out[0] = p.stride[0] = p.dilation[0] = 1
        p.before[0] = p.steps[1] = 0
