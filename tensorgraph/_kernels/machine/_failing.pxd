from ._workspace cimport Step, Workspace

cdef object given_to(Workspace ws, Step step)
cdef tuple placed_in(tuple within, object around)
