"""Text of the kernels between numbers of half precision or complex ones and the floats that loops compute with.

``cast_f16_f32``, ``cast_f32_f16`` and ``cast_f64_f16`` convert, and ``cast_i64_f16`` and its like by way of floats, as
NumPy does; ``half_f32`` gives the nearest half of a float as a float.
``real_c64`` and ``imag_c64`` take complex numbers apart, ``complex_f32`` joins their parts; the same for c128 and f64.
"""

from .kerneltext import C_TYPES

HEAD = '''
from tensorgraph._kernels.loops.halves cimport halves_of_f32, halves_of_f64, halves_to_f32, rounded_to_halves
'''

CONVERSION = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    {convert}(<{result}*> o, <const {type}*> a, n)
'''

INTEGER = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef uint16_t* z = <uint16_t*> o
    cdef const {type}* x = <const {type}*> a
    cdef float[64] block
    cdef Py_ssize_t i, start, count
    for start in range(0, n, 64):
        count = min(64, n - start)
        for i in range(count):
            block[i] = <float> x[start + i]
        halves_of_f32(z + start, block, count)
'''

PART = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
    cdef const {type}* restrict x = <const {type}*> a
    cdef Py_ssize_t i
    for i in range(n):
        z[i] = x[2 * i + {place}]
'''

JOINED = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
    cdef const {type}* restrict x = <const {type}*> a
    cdef const {type}* restrict y = <const {type}*> b
    cdef Py_ssize_t i
    for i in range(n):
        z[2 * i] = x[i]
        z[2 * i + 1] = y[i]
'''

CONVERSIONS = {                 # from what, to what
    "cast_f16_f32": ("halves_to_f32", "uint16_t", "float"),
    "cast_f32_f16": ("halves_of_f32", "float", "uint16_t"),
    "cast_f64_f16": ("halves_of_f64", "double", "uint16_t"),
    "half_f32": ("rounded_to_halves", "float", "float"),
}


def write_halves(out):
    """Write the conversions of numbers of half precision."""
    out.parts.append(HEAD)
    for name, (convert, c_type, result) in CONVERSIONS.items():
        out.add(name, CONVERSION, name=name, convert=convert, type=c_type, result=result)
    for code, c_type in C_TYPES.items():
        if code[0] not in "fc":
            out.add(f"cast_{code}_f16", INTEGER, name=f"cast_{code}_f16", type=c_type)


def write_parts(out):
    """Write what takes complex numbers apart, and joins their parts."""
    for whole, part, c_type in ("c64", "f32", "float"), ("c128", "f64", "double"):
        for place, name in enumerate((f"real_{whole}", f"imag_{whole}")):
            out.add(name, PART, name=name, type=c_type, place=place)
        out.add(f"complex_{part}", JOINED, name=f"complex_{part}", type=c_type)
