"""Text of the loops that find the largest or smallest of a few bytes or shorts of each row: C inside ``_folds.pyx``.

Sixteen bytes hold one or several whole rows, and there are two such windows in a vector. Each element is joined to its
neighbour, then to the one two places on, and so on, until the first element of each row is the result of all; one
shuffle puts these side by side. An element may be joined twice, which changes no extremum. What else is in a window is
never looked at, and what is written behind the results of a window is written again.
"""

from .narrow import PICKED

START = '''

cdef extern from *:
    """
#if defined(__AVX2__)
enum { TG_WINDOWS = 2 };
typedef __m256i tg_windows;
#define TG_BOTH(x) _mm256_broadcastsi128_si256(x)
#define TG_SHUFFLED(x, places) _mm256_shuffle_epi8(x, places)
#define TG_WINDOWS_AT(x, y) _mm256_inserti128_si256(_mm256_castsi128_si256( \\
    _mm_loadu_si128((const __m128i*) (x))), _mm_loadu_si128((const __m128i*) (y)), 1)
#define TG_PUT_WINDOWS(x, y, v) (_mm_storeu_si128((__m128i*) (x), _mm256_castsi256_si128(v)), \\
    _mm_storeu_si128((__m128i*) (y), _mm256_extracti128_si256(v, 1)))
#define TG_WINDOWS_OF(what) _mm256_##what
#elif defined(__SSE4_1__)
#include <smmintrin.h>
enum { TG_WINDOWS = 1 };
typedef __m128i tg_windows;
#define TG_BOTH(x) (x)
#define TG_SHUFFLED(x, places) _mm_shuffle_epi8(x, places)
#define TG_WINDOWS_AT(x, y) _mm_loadu_si128((const __m128i*) (x))
#define TG_PUT_WINDOWS(x, y, v) _mm_storeu_si128((__m128i*) (x), v)
#define TG_WINDOWS_OF(what) _mm_##what
#else
enum { TG_WINDOWS = 0 };
#endif
    """
'''

NEIGHBOURS = '''

cdef extern from *:
    """
#if defined(__AVX2__) || defined(__SSE4_1__)
/* Reduce rows of two or more elements, up to a window of them, in so many steps; return how many were. */
static inline __attribute__((always_inline)) ptrdiff_t windows_{name}(
    {type}* z, const {type}* x, ptrdiff_t width, ptrdiff_t rows, int steps)
{{
    enum {{ LANES = 16 / sizeof({type}) }};
    const __m128i ramp = _mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0);
    const __m128i bytes = _mm_set_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    ptrdiff_t r = 0, many = LANES / width, step = many * width, ahead = (TG_WINDOWS - 1) * many;
    tg_windows v, on[4], first = TG_BOTH(_mm_add_epi16(
        _mm_mullo_epi16(ramp, _mm_set1_epi16((short) (2 * width * 0x101))),
        _mm_set1_epi16((short) (sizeof({type}) == 1 ? width << 8 : 0x100))));
    for (int k = 0, joined = 1; k < steps; k++) {{
        ptrdiff_t by = joined < width - joined ? joined : width - joined;
        on[k] = TG_BOTH(_mm_add_epi8(bytes, _mm_set1_epi8((char) (by * sizeof({type})))));
        joined += by;
    }}
    for (; r + ahead + LANES <= rows && (r + ahead) * width + LANES <= rows * width; r += TG_WINDOWS * many) {{
        const {type}* at = x + r * width;
        v = TG_WINDOWS_AT(at, at + step);
        for (int k = 0; k < steps; k++)
            v = TG_WINDOWS_OF({join})(v, TG_SHUFFLED(v, on[k]));
        v = TG_SHUFFLED(v, first);
        TG_PUT_WINDOWS(z + r, z + r + many, v);
    }}
    return r;
}}

static ptrdiff_t neighbours_{name}({type}* z, const {type}* x, ptrdiff_t width, ptrdiff_t rows)
{{
    if (width < 2 || width > (ptrdiff_t) (16 / sizeof({type})))
        return 0;
    if (width == 2)
        return windows_{name}(z, x, width, rows, 1);
    if (width <= 4)
        return windows_{name}(z, x, width, rows, 2);
    return width <= 8 ? windows_{name}(z, x, width, rows, 3) : windows_{name}(z, x, width, rows, 4);
}}
#else
#define neighbours_{name}(z, x, width, rows) 0
#endif
    """
    Py_ssize_t neighbours_{name}({type}* z, const {type}* x, Py_ssize_t width, Py_ssize_t rows) noexcept nogil
'''

BY_NEIGHBOURS = '''\
    r = neighbours_{how}_{name}(z, x, width, rows)
    x += r * width
'''


def neighbours(record, code, c_type):
    """Return the text of the reduction of short rows of elements of one or two bytes, of which it picks one each."""
    which = {"larger": "max", "smaller": "min"}[PICKED[record.picks]]
    join = f"{which}_ep{code[0]}{code[1:]}"
    return NEIGHBOURS.format(name=f"{record.name}_{code}", type=c_type, join=join)
