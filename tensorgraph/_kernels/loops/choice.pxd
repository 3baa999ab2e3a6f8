# Choice between two numbers without a branch, of which a recurrence would mispredict every second one.
cdef extern from *:
    """
    #ifdef __SSE2__
    #include <emmintrin.h>
    static inline double tg_chosen_f64(int condition, double x, double y) {
        __m128d mask = _mm_castsi128_pd(_mm_cvtsi64_si128(-(long long) (condition != 0)));
        return _mm_cvtsd_f64(_mm_or_pd(_mm_and_pd(mask, _mm_set_sd(x)), _mm_andnot_pd(mask, _mm_set_sd(y))));
    }
    static inline float tg_chosen_f32(int condition, float x, float y) {
        __m128 mask = _mm_castsi128_ps(_mm_cvtsi32_si128(-(int) (condition != 0)));
        return _mm_cvtss_f32(_mm_or_ps(_mm_and_ps(mask, _mm_set_ss(x)), _mm_andnot_ps(mask, _mm_set_ss(y))));
    }
    #else
    static inline double tg_chosen_f64(int condition, double x, double y) { return condition ? x : y; }
    static inline float tg_chosen_f32(int condition, float x, float y) { return condition ? x : y; }
    #endif
    """
    double tg_chosen_f64(int condition, double x, double y) noexcept nogil
    float tg_chosen_f32(int condition, float x, float y) noexcept nogil

ctypedef fused real:
    float
    double


cdef inline real chosen(int condition, real x, real y) noexcept nogil:
    """Return x if the condition is true, else y."""
    if real is double:
        return tg_chosen_f64(condition, x, y)
    else:
        return tg_chosen_f32(condition, x, y)
