# Binding of arguments to slots.
from .._workspace cimport Slot

cdef bint take_number(Slot* slot, object value)
cdef bint take_array(Slot* slot, object value)
cdef bint overlap(Slot* x, Slot* y) noexcept
cdef void extend(Slot* slot, char** low, char** high) noexcept
