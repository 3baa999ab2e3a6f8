# Instructions: kernels and ufunc loops over one block.
from libc.string cimport memcpy

from ._segments cimport Segment, run_segment

ctypedef void (*kernel_t)(
    void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil
ctypedef void (*ufunc_loop_t)(char** args, Py_ssize_t* dims, Py_ssize_t* steps, void* data) noexcept nogil

cdef struct Inst:
    kernel_t kernel             # NULL: a segment, or a ufunc's loop
    Segment* segment            # NULL: a ufunc's loop
    ufunc_loop_t loop
    void* data
    int nin
    bint raises                 # may set a Python error
    int o, a, b, c, d           # registers
    Py_ssize_t steps[5]         # of a ufunc's loop: inputs, then output

cdef int resolve(Inst* inst, op) except -1
cdef int resolve_merge(Inst* inst, how, dtype) except -1
cdef int resolve_merge_loop(Inst* inst, how, dtype) except -1
cdef int resolve_cast(Inst* inst, source, target) except -1
cdef size_t kernel_address(name)


cdef inline void run_inst(const Inst* inst, char** r, Py_ssize_t n) noexcept nogil:
    cdef char* args[5]
    cdef Py_ssize_t steps[5]
    if inst.kernel != NULL:
        inst.kernel(r[inst.o], r[inst.a], r[inst.b], r[inst.c], r[inst.d], n)
        return
    if inst.segment != NULL:
        run_segment(inst.segment, r, n)
        return
    args[0] = r[inst.a]
    args[1] = r[inst.b]
    args[2] = r[inst.c]
    args[3] = r[inst.d]
    args[inst.nin] = r[inst.o]
    memcpy(steps, inst.steps, sizeof(steps))
    inst.loop(args, &n, steps, inst.data)


cdef inline void merge(const Inst* inst, char* acc, char* block, Py_ssize_t n) noexcept nogil:
    """``acc[i] = op(acc[i], block[i])``"""
    cdef char* args[3]
    cdef Py_ssize_t steps[3]
    if inst.kernel != NULL:
        inst.kernel(acc, acc, block, NULL, NULL, n)
        return
    args[0] = acc
    args[1] = block
    args[2] = acc
    memcpy(steps, inst.steps, sizeof(steps))
    inst.loop(args, &n, steps, inst.data)
