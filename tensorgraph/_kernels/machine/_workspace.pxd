# The state of a running call: the memory of each slot, its buffers, and the plans of the steps.
from cpython.ref cimport PyObject

from ._buffer cimport Buffer

cdef enum:
    MAX_NDIM = 32
    BLOCK = 256                 # elements of a block, here and in every elementwise kernel

cdef enum Status:
    DONE = 0                    # go on with the next step
    PREPARE = 1                 # the plan of this step does not fit its inputs: needs the GIL
    PYTHON = 2                  # this step is Python
    FAIL = 3                    # this step cannot go on: needs the GIL to say why
    SKIP = 4                    # the next `jump` steps are not needed

cdef enum Storage:              # owner of the memory of a slot
    INPUT
    SHARED
    CONST
    ARENA                       # a buffer that slots with disjoint lifetimes share
    OUTPUT                      # a fresh ndarray, which the caller or a shared variable gets
    OBJECT                      # the result of a Python step

cdef struct Slot:
    char* data
    Py_ssize_t* dims
    Py_ssize_t* strides         # bytes
    Py_ssize_t version          # grows whenever dims or strides change
    Slot* base                  # the slot that owns the memory: itself, or the one it is a view of
    PyObject* array             # INPUT: borrowed from the arguments; else owned, NULL where there is none
    PyObject* owner             # borrowed: the owner of `data` if that belongs to another workspace, else NULL
    PyObject* descr             # borrowed
    Py_ssize_t itemsize
    int ndim
    int typenum
    int color                   # ARENA: which buffer
    unsigned int ones           # bit k: axis k always has length 1
    char kind                   # numpy's: b i u f c, O for objects
    unsigned char storage
    bint destroyed              # some step overwrites it
    bint apart                  # of a Python step: overwritten, or a result, so that nobody else may see its memory
    double value[2]             # INPUT: memory of a Python number


cdef class Workspace:
    cdef Slot* slots
    cdef Py_ssize_t nslots
    cdef Py_ssize_t* layouts
    cdef list steps
    cdef PyObject** step        # the same, borrowed
    cdef int nsteps
    cdef list buffers           # one Buffer for each color
    cdef list sharers           # for each color the numbers of the slots that use its buffer
    cdef object kept            # keeps constants and dtypes alive
    cdef list call_kept         # buffers and converted arguments that must live until the end of this call
    cdef list held              # weak references to arrays, which prevent resizing
    cdef list backups           # copies of memory that steps of this call overwrite, or None
    cdef bint is_ready          # the results of this call are prepared:
    cdef object packed          # the list or the dict of the outputs,
    cdef PyObject** ready       # and an array for each output and each new value, or NULL
    cdef int nready
    cdef list values            # at the end of a call: new values of shared variables, then old ones
    cdef PyObject* outer        # borrowed: the workspace that this one's program runs in, or NULL
    cdef int* exposed           # slots whose arrays are accessible from outside
    cdef int nexposed
    cdef bint moved             # a step in Python has taken memory away from slots
    cdef Buffer scratch
    cdef list scratches         # of the other threads that take part in steps
    cdef int nthreads           # for which the steps are prepared
    cdef bint alone             # no step is shared out
    cdef double cost            # ns, of one run

    cdef int allocate(self, Slot* slot, const Py_ssize_t* dims, const Py_ssize_t* strides) except -1
    cdef int renew(self, Slot* slot) except -1
    cdef int reserve(self, Py_ssize_t size) except -1
    cdef int detach(self, Slot* slot) except -1
    cdef int settle(self) except -1
    cdef object as_array(self, Slot* slot)
    cdef object view(self, Slot* slot)
    cdef object unfilled(self, Slot* slot)


cdef class Step:
    cdef dict params
    cdef Slot** inputs
    cdef Slot** outputs
    cdef int* taken             # for each output: the input whose storage it takes, or -1
    cdef int nin, nout, ntaken
    cdef int jump
    cdef int nseen              # number of first inputs that have a value whenever the step runs
    cdef readonly int node
    cdef int fallible           # may fail in `execute`: 1 before it writes anything, 2 halfway
    cdef Py_ssize_t seen        # sum of the inputs' versions at the last `prepare`
    cdef double cost
    cdef tuple within           # inner origin of its error, for `Machine.on_inner_error`, or None

    cdef int build(self, Workspace ws) except -1
    cdef int prepare(self, Workspace ws) except -1
    cdef int execute(self, Workspace ws) noexcept nogil
    cdef void poison(self, Workspace ws) noexcept nogil
    cdef int perform(self, Workspace ws) except -1
    cdef int output(self, Workspace ws, int k, const Py_ssize_t* dims) except -1


cdef inline Py_ssize_t versions(Step step) noexcept nogil:
    """Return a number that changes whenever the layout of an input does."""
    cdef Py_ssize_t total = 0
    cdef int k
    for k in range(step.nin):
        total += step.inputs[k].version
    return total


cdef int advance(Workspace ws, int* at, int stop) noexcept nogil
cdef PyObject* memory_of(Workspace ws, Slot* slot) noexcept nogil
cdef bint has_moved(Slot* slot) noexcept
cdef list inputs_of(Workspace ws, Step step)


cdef inline bint same_layout(Slot* slot, const Py_ssize_t* dims, const Py_ssize_t* strides) noexcept nogil:
    cdef int k
    for k in range(slot.ndim):
        if slot.dims[k] != dims[k] or slot.strides[k] != strides[k]:
            return False
    return True


cdef inline void set_view(
    Slot* slot, Slot* base, char* data, const Py_ssize_t* dims, const Py_ssize_t* strides
) noexcept nogil:
    """Make a slot a view of part of another one's memory."""
    cdef int k
    slot.base = base.base
    slot.data = data
    if not same_layout(slot, dims, strides):
        for k in range(slot.ndim):
            slot.dims[k] = dims[k]
            slot.strides[k] = strides[k]
        slot.version += 1


cdef inline int check_ones(Slot* slot, const Py_ssize_t* dims) except -1:
    """Check the lengths that the type of a slot promises."""
    cdef int k
    for k in range(slot.ndim):
        if slot.ones >> k & 1 and dims[k] != 1:
            raise ValueError(f"axis {k} should have length 1 and has {dims[k]}")
    return 0


cdef inline Py_ssize_t count(Slot* slot) noexcept nogil:
    """Return the number of elements."""
    cdef Py_ssize_t n = 1
    cdef int k
    for k in range(slot.ndim):
        n *= slot.dims[k]
    return n


cdef inline bint is_contiguous(Slot* slot) noexcept nogil:
    """Return True if C contiguous; strides of axes of length 1 do not count."""
    cdef Py_ssize_t expected = slot.itemsize
    cdef int k
    for k in range(slot.ndim - 1, -1, -1):
        if slot.dims[k] != 1 and slot.strides[k] != expected:
            return count(slot) == 0
        expected *= slot.dims[k]
    return True


cdef inline long long read_int(Slot* slot) noexcept nogil:
    """Return the value of a 0-d integer slot."""
    if slot.kind == c"u" or slot.kind == c"b":
        if slot.itemsize == 1:
            return (<unsigned char*> slot.data)[0]
        if slot.itemsize == 2:
            return (<unsigned short*> slot.data)[0]
        if slot.itemsize == 4:
            return (<unsigned int*> slot.data)[0]
        return <long long> min((<unsigned long long*> slot.data)[0], (<unsigned long long> 1 << 63) - 1)
    if slot.itemsize == 1:
        return (<signed char*> slot.data)[0]
    if slot.itemsize == 2:
        return (<short*> slot.data)[0]
    if slot.itemsize == 4:
        return (<int*> slot.data)[0]
    return (<long long*> slot.data)[0]
