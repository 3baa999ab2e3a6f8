"""Text of the elementwise kernels, from the op records; ``generate.py`` writes it to ``_elementwise.pyx``.

There is one kernel for each op record and dtype, the casts between all dtypes, copies, switches and the
superinstructions, and what float16 and complex numbers need (``representations.py``).  A kernel is called
``<op>_<dtype code>``, the code being that of its inputs: ``add_f64``, ``lt_f64`` (bool out), ``cast_i32_f64`` (from,
to), ``switch_f64`` (bool, f64, f64).

(a) Only vector kernels exist: a scalar operand is a block filled with it.
(b) Element i of the inputs is read before element i of the output is written: in place is the same kernel.
(c) A kernel cannot fail, allocates nothing, touches no Python.  Pointers are aligned as their elements are.
(d) Kernels that move values without looking at them (copies, switches) exist once per size of an element.
"""

from ....scalar import KERNEL_CODES, REGISTRY
from ..superinstructions import SUPER, tree_operands
from .kerneltext import C_TYPES, ELEMENTS, GUARDED, REFLECTED, KernelText, expression, loads, operands, tree_expression
from .normal import where_normal
from .representations import write_halves, write_parts

DTYPES = {code: dtype for dtype, code in KERNEL_CODES.items()}
SIZES = {
    1: ("uint8_t", "b1 i8 u8"), 2: ("uint16_t", "i16 u16 f16"), 4: ("uint32_t", "i32 u32 f32"),
    8: ("uint64_t", "i64 u64 f64 c64"), 16: ("double complex", "c128"),
}

KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {result}* restrict z = <{result}*> o
{operands}
    cdef Py_ssize_t i
    for i in range(n):
        {loads}
        z[i] = <{result}> ({formula})
'''

# an element does not depend on the others of its block: where one formula serves, both give the same
NORMAL_KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {result}* restrict z = <{result}*> o
{operands}
    cdef {result} beyond = 0
    cdef Py_ssize_t i
    for i in range(n):
        {loads}
        beyond = {test}(<{result}> ({argument}), beyond)
    if beyond == 0:
        for i in range(n):
            {loads_12}
            z[i] = <{result}> ({normal})
        return
    for i in range(n):
        {loads}
        z[i] = <{result}> ({formula})
'''

GUARDED_KERNEL = '''

cdef void {op}_{code}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
    cdef const {type}* restrict x = <const {type}*> a
    cdef {type}[256] given
    cdef {type} limit = trig_limit(<{type}> 0), beyond = 0
    cdef Py_ssize_t i, m
    for i in range(n):
        beyond = <{type}> 1 if absolute(x[i]) > limit else beyond
    if beyond == 0:
        for i in range(n):
            z[i] = {op}(x[i])
        return
    # an element does not depend on the others of its block; z may be x
    while n > 0:
        m = min(n, <Py_ssize_t> 256)
        for i in range(m):
            given[i] = x[i]
        for i in range(m):
            z[i] = {op}(<{type}> 0 if absolute(given[i]) > limit else given[i])
        for i in range(m):
            if absolute(given[i]) > limit:
                z[i] = libm_{op}{f}(given[i])
        x += m
        z += m
        n -= m
'''

REFLECTED_KERNEL = '''

cdef void {op}_{code}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
    cdef const {type}* restrict x = <const {type}*> a
    cdef {type}[256] given
    cdef {type} left
    cdef Py_ssize_t i, m
    # one loop for the right half in every block: an element does not depend on the others; z may be x
    while n > 0:
        m = min(n, <Py_ssize_t> 256)
        left = 0
        for i in range(m):
            given[i] = x[i]
            left = <{type}> 1 if given[i] < 0 else left
        for i in range(m):
            z[i] = {op}_right(given[i])
        if left != 0:
            for i in range(m):
                z[i] = {op}_left(given[i], z[i]) if given[i] < 0 else z[i]
        x += m
        z += m
        n -= m
'''

# by words, since compilers branch at each element of two
WIDE_SWITCH_KERNEL = '''

cdef void switch_16(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef uint64_t* restrict z = <uint64_t*> o
    cdef const uint8_t* restrict chosen = <const uint8_t*> a
    cdef const uint64_t* restrict x = <const uint64_t*> b
    cdef const uint64_t* restrict y = <const uint64_t*> c
    cdef uint64_t[256] masks
    cdef Py_ssize_t i, m
    while n > 0:
        m = min(n, <Py_ssize_t> 128)
        for i in range(m):
            masks[2 * i] = masks[2 * i + 1] = <uint64_t> 0 - <uint64_t> (1 if chosen[i] != 0 else 0)
        for i in range(2 * m):
            z[i] = x[i] & masks[i] | y[i] & ~masks[i]
        chosen += m
        x += 2 * m
        y += 2 * m
        z += 2 * m
        n -= m
'''

# by doubles, if all numbers have few enough bits and the instruction set is not slower at it
NARROWED_KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
{operands}
    cdef uint64_t wide = 0 if TG_FMA else 1, half = {half}, different = 0
    cdef {type} divisor = 0 if n == 0 else y[0], quotient
    cdef double side = 0.5 if divisor > 0 else -0.5, inverse
    cdef Py_ssize_t i
    for i in range(n if TG_FMA else 0):
        wide |= ((<uint64_t> x[i] + half) | (<uint64_t> y[i] + half)) >> {bits}
        different |= <uint64_t> (y[i] ^ divisor)
    if wide == 0 and different == 0 and divisor != 0:
        inverse = 1 / <double> divisor
        for i in range(n):
            p = x[i]
            quotient = <{type}> narrow_quotient(<int64_t> p, side, inverse)
            z[i] = {result}
        return
    if wide == 0:
        for i in range(n):
            {loads}
            z[i] = {narrow}
        return
    for i in range(n):
        {wide_loads}
        z[i] = {formula}
'''

# by the reciprocal, if all divisors of a block are the same one
DIVIDED_KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
{operands}
    cdef {type} divisor = 0 if n == 0 else y[0], different = 0, quotient
    cdef {real} half = 0.5 if divisor > 0 else -0.5, inverse
    cdef Py_ssize_t i
    for i in range(n):
        different |= y[i] ^ divisor
    if different == 0 and divisor != 0:
        inverse = <{real}> 1 / <{real}> divisor
        for i in range(n):
            p = x[i]
            quotient = {size}_quotient(p, half, inverse)
            z[i] = {result}
        return
    for i in range(n):
        {loads}
        z[i] = {formula}
'''

# on vectors, if all quotients of a block are near enough; an element does not depend on the others
REMAINDER_KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
{operands}
    cdef {type} far
    cdef Py_ssize_t i, m
    while n > 0:
        m = min(n, <Py_ssize_t> 256)
        far = 0
        for i in range(m):
            far = is_far(x[i], y[i], far)
        if far == 0:
            for i in range(m):
                {loads}
                z[i] = near_{what}(p, q)
        else:
            for i in range(m):
                z[i] = far_{what}(x[i], y[i])
        x += m
        y += m
        z += m
        n -= m
'''


def cast_formula(source, target):
    """Return the formula that casts x from one dtype to another as NumPy does here, also where C is undefined."""
    if "b1" in (source, target):
        return "x != 0"
    if source[0] == "f" and target[0] in "iu":
        if target == "u64":
            half = "9223372036854775808.0"
            return f"<int64_t> x if x < {half} else <uint64_t> (<int64_t> (x - {half})) ^ (<uint64_t> 1 << 63)"
        return "<int64_t> x" if target in ("u32", "i64") else "<int32_t> x"
    return "x"


def write_kernel(out, name, types, result, formula):
    """Write a kernel over operands of the given C types; `formula` is about ELEMENTS."""
    fields = dict(operands=operands(types), loads=loads(types, "i", 8), formula=formula, name=name, result=result)
    found = where_normal(formula)
    if found is None:
        out.add(name, KERNEL, **fields)
    else:
        test, argument, normal = found
        fields |= dict(test=test, argument=argument, normal=normal, loads_12=loads(types, "i", 12))
        out.add(name, NORMAL_KERNEL, **fields)


def by_quotient(op, c_type):
    """Return the formula of a division from its quotient by one divisor."""
    return "quotient" if op.c.startswith("floor_div") else f"<{c_type}> (p - quotient * divisor)"


def write_ops(out):
    """Write the kernels of the op records that have a formula."""
    for op in REGISTRY.values():
        if op.c is None:
            continue
        for code in op.kernel_dtypes:
            name, c_type = f"{op.name}_{code}", C_TYPES[code]
            if op.name in GUARDED + REFLECTED:
                template = GUARDED_KERNEL if op.name in GUARDED else REFLECTED_KERNEL
                out.add(name, template, op=op.name, code=code, type=c_type, f="f" if code == "f32" else "")
                continue
            if op.c.startswith("floor_") and code in ("i64", "u64"):
                formula = expression(op.c, code, op.params, ELEMENTS)
                types, (half, bits) = [c_type] * 2, ("<uint64_t> 1 << 51", 52) if code == "i64" else ("0", 51)
                out.add(name, NARROWED_KERNEL, name=name, type=c_type, half=half, bits=bits, operands=operands(types),
                        loads=loads(types, "i", 12), wide_loads=loads(types, "i", 8), formula=formula,
                        narrow=formula.replace("floor_", "narrow_"), result=by_quotient(op, c_type))
                continue
            if op.c.startswith("floor_") and code[0] in "iu":
                formula, is_short = expression(op.c, code, op.params, ELEMENTS), code[1:] in ("8", "16")
                out.add(name, DIVIDED_KERNEL, name=name, type=c_type, operands=operands([c_type] * 2), formula=formula,
                        loads=loads([c_type] * 2, "i", 8), real="float" if is_short else "double",
                        size="short" if is_short else "long", result=by_quotient(op, c_type))
                continue
            if op.c.startswith("floor_") and code[0] == "f":
                what = op.c.removeprefix("floor_").partition("(")[0]
                out.add(name, REMAINDER_KERNEL, name=name, type=c_type, what=what, operands=operands([c_type] * 2),
                        loads=loads([c_type] * 2, "i", 16))
                continue
            count = len(op.params)
            result = KERNEL_CODES[op.output_dtypes(*[DTYPES[code]] * count)[0]]
            write_kernel(out, name, [c_type] * count, C_TYPES[result], expression(op.c, code, op.params, ELEMENTS))


def write_casts(out):
    """Write a kernel for each pair of different dtypes."""
    for source, c_type in C_TYPES.items():
        for target, result in C_TYPES.items():
            if source != target:
                formula = cast_formula(source, target).replace("x", "p")
                write_kernel(out, f"cast_{source}_{target}", [c_type], result, formula)


def write_moves(out):
    """Write copies and switches, one for each size of an element."""
    for size, (c_type, codes) in SIZES.items():
        write_kernel(out, f"copy_{size}", [c_type], c_type, "p")
        if size == 16:
            out.add("switch_16", WIDE_SWITCH_KERNEL)
        else:
            write_kernel(out, f"switch_{size}", ["uint8_t", c_type, c_type], c_type, "q if p != 0 else r")
        for what in ("copy", "switch"):
            del out.table[f"{what}_{size}"]
            out.table.update((f"{what}_{code}", f"{what}_{size}") for code in codes.split())


def write_super(out):
    """Write the kernels of the superinstructions, which are given as trees of ops."""
    for name, tree in SUPER.items():
        count = len(tree_operands(tree))
        for code in ("f32", "f64"):
            formula = tree_expression(tree, code, REGISTRY, ELEMENTS)
            write_kernel(out, f"{name}_{code}", [C_TYPES[code]] * count, C_TYPES[code], formula)


def text():
    """Return the text of the file."""
    out = KernelText()
    for write in write_ops, write_casts, write_moves, write_super, write_halves, write_parts:
        write(out)
    return out.text()
