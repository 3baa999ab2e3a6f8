# Softmax and its kin by columns.
from ..loop._instructions cimport kernel_t
from ._rows cimport RowLoops, RowStep

cdef void softmax_columns(
    RowStep step, const char* x, Py_ssize_t x_step, char* to, Py_ssize_t to_step, bint is_log, Py_ssize_t n
) noexcept nogil
cdef void softmax_grad_columns(
    RowStep step, const char* dz, Py_ssize_t dz_step, const char* z, Py_ssize_t z_step, char* to, Py_ssize_t to_step,
    bint is_log, Py_ssize_t n
) noexcept nogil
cdef void log_sum_exp_columns(RowStep step, const char* x, Py_ssize_t x_step, char* to, Py_ssize_t n) noexcept nogil
