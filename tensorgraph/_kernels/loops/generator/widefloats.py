"""Text of sums of float32 in float64 on vectors: C inside the files that ``folds.py`` and ``rowsums.py`` write.

Compilers convert the halves of a vector and put them together, so this is written down. What is a product is rounded to
float32 before it is added: so are sums of two products, with one rounding less where the instruction set multiplies and
adds at once, which halves the number of conversions. The error of a sum, which is that of the products' own rounding,
grows by a tenth (root of the mean square, 16 to 2,000 products); elements and absolute values are added as they are.
Two products may be infinite together where a sum in float64 is not: what comes out infinite or nan is added again, each
product by itself.
"""

# operations on vectors, of which the trees of formulas consist
OPERATIONS = {"sqr": "SQUARE({0})", "abs_": "ABSOLUTE({0})", "mul": "({0} * {1})", "sub": "({0} - {1})"}
PAIRED = frozenset(("sqr", "mul", "sqr_sub"))

LANES = '''

cdef extern from *:
    """
#if TG_HAS_NARROW
enum {{ LANES_{name} = TG_NARROW_BYTES / sizeof(double), VECTORS_{name} = {lanes} / LANES_{name} }};
typedef float p_{name} __attribute__((vector_size(TG_NARROW_BYTES / 2), aligned(sizeof(float)), may_alias));
typedef int32_t int_{name} __attribute__((vector_size(TG_NARROW_BYTES / 2)));
typedef double z_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
#define ABSOLUTE(x) ((p_{name}) ((int_{name}) (x) & INT32_MAX))
#define SQUARE(x) ((x) * (x))

static inline p_{name} term_{name}(const float* x, const float* y, ptrdiff_t i)
{{
    p_{name} p = *(const p_{name}*) (x + i), q = *(const p_{name}*) (y + i);
    (void) q;
    return {formula};
}}

static inline __attribute__((always_inline)) void add_{name}(
    z_{name}* sum, const float* x, const float* y, ptrdiff_t n, const int in_pairs)
{{
    enum {{ L = LANES_{name} }};
    const int fetches = !TG_FORESEES;
    ptrdiff_t i = 0;
    for (int k = 0; k < VECTORS_{name}; k++) sum[k] = (z_{name}) {{0}};
    for (; in_pairs && i + 2 * {lanes} <= n; i += 2 * {lanes}) {{
        if (fetches) tg_fetch((const char*) (x + i) + {soon}, 2 * {lanes} * sizeof(float));
        if (fetches && x != y) tg_fetch((const char*) (y + i) + {soon}, 2 * {lanes} * sizeof(float));
#pragma GCC unroll 16
        for (int k = 0; k < VECTORS_{name}; k++)
            sum[k] += TG_DOUBLES(term_{name}(x, y, i + k * L) + term_{name}(x, y, i + {lanes} + k * L), z_{name});
    }}
    for (; i < n; i += {lanes}) {{
        if (fetches) tg_fetch((const char*) (x + i) + {soon}, {lanes} * sizeof(float));
        if (fetches && x != y) tg_fetch((const char*) (y + i) + {soon}, {lanes} * sizeof(float));
#pragma GCC unroll 16
        for (int k = 0; k < VECTORS_{name}; k++) sum[k] += TG_DOUBLES(term_{name}(x, y, i + k * L), z_{name});
    }}
}}

static __attribute__((noinline)) void apart_{name}(z_{name}* sum, const float* x, const float* y, ptrdiff_t n)
{{
    add_{name}(sum, x, y, n, 0);
}}

/* Add n elements, whole multiples of the lanes; return how many. */
static ptrdiff_t lanes_{name}(double* lane, const float* x, const float* y, ptrdiff_t n)
{{
    z_{name} sum[VECTORS_{name}];
    add_{name}(sum, x, y, n, {in_pairs});
    if ({in_pairs}) {{
        double infinite = 0;
        for (int k = 1; k < VECTORS_{name}; k++) sum[0] += sum[k] - sum[k];
        for (int k = 0; k < LANES_{name}; k++) infinite += sum[0][k] - sum[0][k];
        if (infinite != 0) apart_{name}(sum, x, y, n);
    }}
    memcpy(lane, sum, sizeof(sum));
    return n;
}}

/* Add n elements to others one by one, but for those that do not fill a vector; return how many. */
static ptrdiff_t each_{name}(double* z, const float* x, const float* y, ptrdiff_t n)
{{
    ptrdiff_t i = 0;
    for (; i + LANES_{name} <= n; i += LANES_{name}) {{
        z_{name} v;
        memcpy(&v, z + i, sizeof(v));
        v += TG_DOUBLES(term_{name}(x, y, i), z_{name});
        memcpy(z + i, &v, sizeof(v));
    }}
    return i;
}}
#undef ABSOLUTE
#undef SQUARE
#else
#define lanes_{name}(lane, x, y, n) 0
#define each_{name}(z, x, y, n) 0
#endif
    """
    Py_ssize_t lanes_{name}(double* lane, const float* x, const float* y, Py_ssize_t n) noexcept nogil
    Py_ssize_t each_{name}(double* z, const float* x, const float* y, Py_ssize_t n) noexcept nogil
'''


def vector_expression(tree, operations):
    """Return the tree of a formula as an expression of the vectors p and q."""
    if isinstance(tree, int):
        return "pq"[tree]
    return operations[tree[0]].format(*[vector_expression(part, operations) for part in tree[1:]])
