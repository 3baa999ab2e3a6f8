from ._workspace cimport Step, Workspace

cdef object given_to(Workspace ws, Step step)
