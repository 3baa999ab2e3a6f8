"""C that loads numbers of other dtypes into tiles, for ``tiles.py``.

Macros ``LOAD_<source>(p)`` give the vector of a tile's numbers that lie at ``p`` as those of a narrower dtype, or of an
integer of the same size. Compilers take such conversions apart, so they are written down for 256 and 512 bits.
"""

from ..tileops import CONVERTED

SIZES = {"f32": 4, "f64": 8, "i32": 4, "i64": 8}        # of the elements of tiles, in bytes
SMALL = '''
/* So many bytes at the start of a vector. */
static inline __m128i tg_first_4(const void* p)
{
    int32_t bytes;
    memcpy(&bytes, p, 4);
    return _mm_cvtsi32_si128(bytes);
}
'''
READS = {
    4: "tg_first_4({})", 8: "_mm_loadl_epi64((const void*) ({}))", 16: "_mm_loadu_si128((const void*) ({}))",
    32: "_mm256_loadu_si256((const void*) ({}))", 64: "_mm512_loadu_si512((const void*) ({}))",
}


def load(source, code, vector):
    """Return the expression of a vector of so many bytes."""
    count, size, prefix = vector // SIZES[code], int(source[1:]) // 8, f"_mm{8 * vector}"
    if (source, code) == ("f32", "f64"):
        half = "_mm256" if vector == 64 else "_mm"
        return f"{prefix}_cvtps_pd({half}_loadu_ps((const void*) (p)))"
    integers = READS[count * size].format("p")
    kind = "epu" if source[0] == "u" else "epi"
    if code[0] == "i":
        return f"{prefix}_cvt{kind}{8 * size}_epi{code[1:]}({integers})"
    if (source, vector) == ("i64", 32):
        return "__builtin_convertvector(*(const int_at_f64*) (p), VEC)"
    if size == 8:
        return f"{prefix}_cvtepi64_pd({integers})"
    if size < 4:
        wide = {16: "_mm", 32: "_mm256", 64: "_mm512"}[4 * count]
        integers = f"{wide}_cvt{kind}{8 * size}_epi32({integers})"
    return f"{prefix}_cvtepi32_{'ps' if code == 'f32' else 'pd'}({integers})"


def text(code):
    """Return the macros of the tiles of a dtype."""
    found = [SMALL, "#if defined(__AVX512DQ__)"]
    for vector, after in ((64, "#elif defined(__AVX2__)"), (32, "#endif\n")):
        found += [f"#define LOAD_{source}(p) ((VEC) {load(source, code, vector)})" for source in CONVERTED[code]]
        found.append(after)
    return "\n".join(found)
