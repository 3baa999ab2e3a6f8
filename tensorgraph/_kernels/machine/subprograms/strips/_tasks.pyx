# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Instructions on the rows of a step: their kernels, and how one is run."""

from cpython.object cimport PyObject
from libc.string cimport memcpy

import numpy as np

from ..._array cimport tg_data
from ..._move cimport copy_run
from ...loop._instructions cimport resolve
from ...loop._reductions cimport columns_t, rows_t
from ._gathers cimport build_gather, gather, scatter
from ._movement cimport build_move, move, pick

from .....scalar.reductions import REDUCTIONS
from ....loops import dispatch
from ...loop._instructions import CODES
from .bodies import Unfit

ctypedef void (*cumulative_t)(
    void* o, const void* a, const void* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer) noexcept nogil
ctypedef float (*chain_f32)(float last, char** row) noexcept nogil
ctypedef double (*chain_f64)(double last, char** row) noexcept nogil
ctypedef float (*steps_f32)(float last, char** row, const Py_ssize_t* step, Py_ssize_t n) noexcept nogil
ctypedef double (*steps_f64)(double last, char** row, const Py_ssize_t* step, Py_ssize_t n) noexcept nogil

cdef dict _chains = dispatch.module("chains").kernels()
cdef dict _cumulative = dispatch.module("cumulative").kernels()
cdef dict _short_kernels = dispatch.module("short_rows").kernels()
cdef Py_ssize_t _longest_fold = dispatch.module("short_rows").LONGEST_FOLD


cdef inline void copy_item(char* to, const char* source, Py_ssize_t size) noexcept nogil:
    if size == 8:
        memcpy(to, source, 8)
    elif size == 4:
        memcpy(to, source, 4)
    else:
        memcpy(to, source, size)


cdef kernel_t short_kernel(name, kernel_t kernel):
    """Return the kernel of this name for short rows, the given one if there is none."""
    cdef size_t address = _short_kernels.get(name, 0)
    return <kernel_t> <void*> address if address else kernel


cdef int build_fold(Task* task, how, acc, name) except -1:
    """Describe the reduction of a row to a value."""
    start = REDUCTIONS[how].start(acc)
    resolve(&task.inst, name)
    task.what = FOLD
    task.kernel = task.inst.kernel if task.width > _longest_fold else short_kernel(name, task.inst.kernel)
    task.itemsize = start.itemsize
    memcpy(task.identity, tg_data(<PyObject*> start), task.itemsize)
    return 0


cdef int build_indexed(Task* task, spec, dtype) except -1:
    """Describe copies at the places of arrays, or sums."""
    build_gather(&task.gather, spec, dtype)
    if spec.add is not None:
        resolve(&task.inst, spec.add)
        task.kernel = short_kernel(spec.add, task.inst.kernel)
    return 0


cdef int build_cumulative(Task* task, name, Py_ssize_t n, Py_ssize_t inner) except -1:
    """Describe what goes along an axis of dense rows."""
    task.what, task.kernel = CUMULATIVE, <kernel_t> <void*> <size_t> _cumulative[name]
    task.n, task.inner, task.outer = n, inner, task.width // (n * inner)
    return 0


cdef str build_copy(Task* task, instruction, bint is_bulk):
    """Describe a copy of a row, or of a single value that is repeated; return the name of the kernel for short rows."""
    task.what = COPY if instruction.what == "copy" else EXPAND
    op = f"{'copy' if task.what == COPY else 'repeat'}_{CODES[instruction.dtype]}"
    task.kernel = short_kernel(op, NULL)
    task.itemsize = np.dtype(instruction.dtype).itemsize
    if task.kernel != NULL and not is_bulk:
        task.what = KERNEL
    return op


cdef int build_task(Task* task, instruction, part, bint* strayed) except -1:
    cdef Inst* inst = &task.inst
    cdef bint is_bulk = part.is_bulk
    op, sources = instruction.op, instruction.sources
    task.width = instruction.width
    if instruction.what == "kernel":
        resolve(inst, op)
        if inst.raises:
            raise Unfit(op)
        task.what = KERNEL if inst.kernel != NULL else UFUNC
        task.kernel = inst.kernel if is_bulk else short_kernel(op, inst.kernel)
    elif instruction.what == "fold":
        build_fold(task, op[0], op[1], op[2])
    elif instruction.what == "rows" or instruction.what == "columns":
        name, task.itemsize = op
        resolve(inst, name)
        task.what = ROWS if instruction.what == "rows" else COLUMNS
        task.kernel = inst.kernel
    elif instruction.what == "move":
        task.what, task.strayed = PICK if op.picks else MOVE, strayed
        build_move(&task.move, op, instruction.dtype)
    elif instruction.what == "gather" or instruction.what == "scatter":
        task.what, task.strayed = GATHER if instruction.what == "gather" else SCATTER, strayed
        build_indexed(task, op, instruction.dtype)
    elif instruction.what == "cumulative":
        build_cumulative(task, op[0], op[1], op[2])
    else:
        op = build_copy(task, instruction, is_bulk)
    if part.chain:
        places = "".join(map(str, instruction.places))
        task.chain = <void*> <size_t> _chains.get(f"chain_{op}_{places}", 0)
        if len(part.code) == 1:
            task.steps = <void*> <size_t> _chains.get(f"steps_{op}_{places}", 0)
        task.is_last = instruction.dtype == part.chain
    inst.o, inst.a = instruction.target, sources[0]
    inst.b = sources[1] if len(sources) > 1 else inst.a
    inst.c = sources[2] if len(sources) > 2 else inst.a
    inst.d = sources[3] if len(sources) > 3 else inst.a
    return 0


cdef void run_numbers(Task* start, const Task* end, real last, Py_ssize_t n) noexcept nogil:
    """Run tasks on numbers, of which the last is passed on."""
    cdef Task* task
    cdef Py_ssize_t _step
    cdef int k
    if start.steps != NULL:
        if real is double:
            (<steps_f64> start.steps)(last, start.row, start.step, n)
        else:
            (<steps_f32> start.steps)(last, start.row, start.step, n)
        return
    for _step in range(n):
        task = start
        while task < end:
            if task.chain == NULL:
                run_task(task)
                if task.is_last:
                    last = (<real*> task.row[0])[0]
            elif real is double:
                last = (<chain_f64> task.chain)(last, task.row)
            else:
                last = (<chain_f32> task.chain)(last, task.row)
            if task.moves:
                for k in range(6):
                    task.row[k] += task.step[k]
            task += 1


cdef void run_task(const Task* task) noexcept nogil:
    """Run a task on one row."""
    cdef char* args[5]
    cdef Py_ssize_t steps[5]
    cdef Py_ssize_t n = task.width
    if task.what == KERNEL:
        task.kernel(task.row[0], task.row[1], task.row[2], task.row[3], task.row[4], n)
    elif task.what == FOLD:
        copy_item(task.row[0], <const char*> task.identity, task.itemsize)
        task.kernel(task.row[0], task.row[1], task.row[2], task.row[3], task.row[4], n)
    elif task.what == COPY or task.what == EXPAND:
        if task.kernel != NULL:
            task.kernel(task.row[0], task.row[1], NULL, NULL, NULL, n)
        elif task.what == COPY:
            memcpy(task.row[0], task.row[1], n * task.itemsize)
        else:
            copy_run(task.row[0], task.itemsize, task.row[1], 0, n, task.itemsize)
    elif task.what == MOVE:
        move(&task.move, task.row[0], task.row[1])
    elif task.what == PICK:
        if not pick(&task.move, task.row[0], task.row[1], <const char* const*> &task.row[2]):
            task.strayed[0] = True
    elif task.what == GATHER:
        if not gather(&task.gather, task.row[0], task.row[1], <const char* const*> &task.row[2]):
            task.strayed[0] = True
    elif task.what == SCATTER:
        if not scatter(&task.gather, task.row[0], task.row[1], <const char* const*> &task.row[2], task.kernel):
            task.strayed[0] = True
    elif task.what == CUMULATIVE:
        (<cumulative_t> task.kernel)(task.row[0], task.row[1], task.row[2], task.n, task.inner, task.outer)
    elif task.what == ROWS:
        (<rows_t> task.kernel)(task.row[0], task.row[1], task.row[2], n, task.itemsize)
    elif task.what == COLUMNS:
        (<columns_t> task.kernel)(task.row[0], task.row[1], n, n, task.itemsize, 1)
    else:
        memcpy(args, &task.row[1], task.inst.nin * sizeof(char*))
        args[task.inst.nin] = task.row[0]
        memcpy(steps, task.inst.steps, sizeof(steps))
        task.inst.loop(args, &n, steps, task.inst.data)
