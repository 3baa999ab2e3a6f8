# Steps in Python, which other steps fall back to.
from .._workspace cimport Step, Workspace


cdef class PythonStep(Step):
    cdef object perform_op
    cdef object op_node
    cdef bint aliases           # the op declares outputs that are inputs, or views of them
    cdef bint apart             # an op of the user that says it changes nothing
    cdef bint watched           # and that has not been called yet

    cdef int check_memory(self, Workspace ws) except -1
    cdef list computed(self, Workspace ws, list inputs)
    cdef int fill(self, Workspace ws, list values) except -1
    cdef int take_result(self, int k, value) except -1
    cdef int set_apart(self, int k) except -1
    cdef object as_declared(self, int k, value)
