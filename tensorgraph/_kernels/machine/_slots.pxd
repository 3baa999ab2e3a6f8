# From the slots of a program to those of a workspace.
from ._workspace cimport Slot

cdef int describe(Slot* slot, described, list kept) except -1
