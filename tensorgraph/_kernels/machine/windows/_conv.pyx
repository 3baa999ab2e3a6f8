# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Convolutions and their derivatives, slab by slab; `_slabs.pyx` has the order of the products."""

from libc.string cimport memset

from .._buffer cimport Buffer
from ..loop._instructions cimport kernel_address, kernel_t
from ._patches cimport Part, add_patches
from ...loops.products cimport Product
from ._slabs cimport Convolution
from ..threads._crew cimport CrewStep
from .._workspace cimport BLOCK, DONE, PREPARE, Slot, Workspace, count

from ..kinds import KINDS


cdef class Forward(Convolution):
    """``(images, filters) -> result``"""

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[5]
        self.check(self.inputs[0].dims, self.inputs[1].dims, dims, False)
        ws.allocate(self.outputs[0], dims, NULL)
        return self.plan(ws, self.inputs[0], self.inputs[1], self.outputs[0])

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.empty:
            memset(self.outputs[0].data, 0, count(self.outputs[0]) * self.size)
            return DONE
        self.filter_data = self.consecutive(self.inputs[1], ws.scratch.data + self.kernel_place)
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef char* kernel = (<Convolution> leader).filter_data
        cdef char* P
        cdef char* W
        cdef char* Z
        cdef int ldp, ldz
        cdef Py_ssize_t turn, cut, b, g, i, k, images, places
        cdef Part part
        cdef Product x
        self.begin_piece(piece)
        for turn in range(self.first, self.end):
            b = turn * self.images
            images = min(self.images, self.batch - b)
            for g in range(self.groups):
                memset(&part, 0, sizeof(part))
                while self.next_part(&part):
                    places = self.places(&part, images)
                    Z = self.block(out.data, b, g, &part, scratch, &ldz, images)
                    for cut in range((self.depth + self.length - 1) // self.length):
                        i = cut * self.length
                        k = min(self.length, self.depth - i)
                        P = self.read_slab(self.inputs[0], b, images, g, i, i + k, &part, scratch, &ldp)
                        W = kernel + (g * self.filters * self.depth + i) * self.size
                        x.m, x.n, x.k = self.filters, places, k
                        x.row_a, x.col_a, x.row_b, x.col_b, x.row_c = self.depth, 1, ldp, 1, ldz
                        self.multiply(&x, W, P, Z, i > 0, scratch)
                self.move_block(out.data, b, images, g, scratch, True)


cdef class GradWeights(Convolution):
    """``(images, gradient of the result, ...) -> gradient of the filters``"""

    cdef Buffer sums            # of the pieces, one after another
    cdef kernel_t add

    cdef int build(self, Workspace ws) except -1:
        self.is_sum = True
        self.sums = Buffer(0)
        Convolution.build(self, ws)
        self.add = <kernel_t> <void*> kernel_address("add_f32" if self.size == 4 else "add_f64")
        return self.read_shape()

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[5]
        dims[0] = self.inputs[1].dims[1]
        dims[1] = self.inputs[0].dims[1] // self.groups
        self.ask(&dims[2])
        self.check(self.inputs[0].dims, dims, self.inputs[1].dims, True)
        ws.allocate(self.outputs[0], dims, NULL)
        self.plan(ws, self.inputs[0], self.outputs[0], self.inputs[1])
        cdef Py_ssize_t size = (self.npieces - 1) * count(self.outputs[0]) * self.size
        if self.leader == NULL and self.sums.size < size:
            self.sums = Buffer(size)
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t piece, block, i, n = count(out)
        cdef char* part
        if self.changed():
            return PREPARE
        if self.empty:
            memset(out.data, 0, n * self.size)
            return DONE
        self.top_data = self.consecutive(self.inputs[1], ws.scratch.data + self.top_place)
        self.run_crew(ws)
        for piece in range(1, self.npieces):
            part = self.sum_of(piece)
            for block in range((n + BLOCK - 1) // BLOCK):
                i = block * BLOCK
                self.add(
                    out.data + i * self.size, out.data + i * self.size, part + i * self.size, NULL, NULL,
                    min(<Py_ssize_t> BLOCK, n - i))
        return DONE

    cdef char* sum_of(self, Py_ssize_t piece) noexcept nogil:
        """Return where a piece is added up: the first one in the result."""
        if piece == 0:
            return self.outputs[0].data
        return self.sums.data + (piece - 1) * count(self.outputs[0]) * self.size

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef char* top = (<Convolution> leader).top_data
        cdef char* total = (<GradWeights> leader).sum_of(piece)
        cdef char* P
        cdef char* GW
        cdef char* GZ
        cdef int ldp, ldz
        cdef Py_ssize_t turn, cut, b, g, i, n, images, places
        cdef Part part
        cdef Product x
        self.begin_piece(piece)
        for turn in range(self.first, self.end):
            b = turn * self.images
            images = min(self.images, self.batch - b)
            for g in range(self.groups):
                self.move_block(top, b, images, g, scratch, False)
                memset(&part, 0, sizeof(part))
                while self.next_part(&part):
                    places = self.places(&part, images)
                    GZ = self.block(top, b, g, &part, scratch, &ldz, images)
                    for cut in range((self.depth + self.length - 1) // self.length):
                        i = cut * self.length
                        n = min(self.length, self.depth - i)
                        P = self.read_slab(self.inputs[0], b, images, g, i, i + n, &part, scratch, &ldp)
                        GW = total + (g * self.filters * self.depth + i) * self.size
                        x.m, x.n, x.k = self.filters, n, places
                        x.row_a, x.col_a, x.row_b, x.col_b, x.row_c = ldz, 1, 1, ldp, self.depth
                        self.multiply(&x, GZ, P, GW, turn > self.first or part.r0 > 0 or part.w0 > 0, scratch)


cdef class GradInputs(Convolution):
    """``(filters, gradient of the result, ...) -> gradient of the images``"""

    cdef int build(self, Workspace ws) except -1:
        Convolution.build(self, ws)
        return self.read_shape()

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[5]
        dims[0] = self.inputs[1].dims[0]
        dims[1] = self.inputs[0].dims[1] * self.groups
        self.ask(&dims[2])
        self.check(dims, self.inputs[0].dims, self.inputs[1].dims, True)
        ws.allocate(self.outputs[0], dims, NULL)
        return self.plan(ws, self.outputs[0], self.inputs[0], self.inputs[1])

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.changed():
            return PREPARE
        if not self.plain or self.empty:
            memset(self.outputs[0].data, 0, count(self.outputs[0]) * self.size)
        if self.empty:
            return DONE
        self.filter_data = self.consecutive(self.inputs[0], ws.scratch.data + self.kernel_place)
        self.top_data = self.consecutive(self.inputs[1], ws.scratch.data + self.top_place)
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef char* kernel = (<Convolution> leader).filter_data
        cdef char* top = (<Convolution> leader).top_data
        cdef char* GP
        cdef char* W
        cdef char* GZ
        cdef int ldz
        cdef Py_ssize_t turn, cut, b, g, i, j, n, images, places
        cdef Part part
        cdef Product x
        self.begin_piece(piece)
        for turn in range(self.first, self.end):
            b = turn * self.images
            images = min(self.images, self.batch - b)
            for g in range(self.groups):
                self.move_block(top, b, images, g, scratch, False)
                memset(&part, 0, sizeof(part))
                while self.next_part(&part):
                    places = self.places(&part, images)
                    GP = self.image_of(out, b, g) if self.plain else scratch
                    GZ = self.block(top, b, g, &part, scratch, &ldz, images)
                    for cut in range((self.depth + self.length - 1) // self.length):
                        i = cut * self.length
                        n = min(self.length, self.depth - i)
                        W = kernel + (g * self.filters * self.depth + i) * self.size
                        x.m, x.n, x.k = n, places, self.filters
                        x.row_a, x.col_a, x.row_b, x.col_b, x.row_c = 1, self.depth, ldz, 1, places
                        self.multiply(&x, W, GZ, GP, False, scratch)
                        if self.plain:
                            continue
                        for j in range(images):
                            add_patches(
                                &self.p, self.image_of(out, b + j, g), i, i + n, &part,
                                scratch + j * self.p.nplaces * self.size, places, scratch + self.frame_place)


KINDS.update(conv=Forward, conv_grad_weights=GradWeights, conv_grad_inputs=GradInputs)
