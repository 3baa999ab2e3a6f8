/* Loaded before the C library: lets the n-th allocation from now on fail, alone or with all that follow. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t), *(*real_realloc)(void *, size_t);
static long left = -1;          /* allocations until one fails; -1: none does */
static int lasting, failed;
static _Alignas(16) char early[1 << 16];    /* dlsym allocates before calloc is known */
static size_t used;
static void (*real_free)(void *);

void fault_arm(long n, int all_that_follow) { failed = 0; lasting = all_that_follow; left = n; }
int fault_disarm(void) { left = -1; return failed; }

static int fails(void) {
    if (left < 0) return 0;
    if (left > 0) { left--; return 0; }
    if (!lasting) left = -1;
    failed++;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n) {
    if (!real_malloc) real_malloc = dlsym(RTLD_NEXT, "malloc");
    return fails() ? NULL : real_malloc(n);
}

void *calloc(size_t n, size_t size) {
    static int looking;
    if (!real_calloc) {
        if (looking) {
            void *start = early + used;
            used += (n * size + 15) & ~(size_t)15;
            return start;
        }
        looking = 1;
        real_calloc = dlsym(RTLD_NEXT, "calloc");
        looking = 0;
    }
    return fails() ? NULL : real_calloc(n, size);
}

void free(void *old) {
    if ((char *)old >= early && (char *)old < early + sizeof early) return;
    if (!real_free) real_free = dlsym(RTLD_NEXT, "free");
    real_free(old);
}

void *realloc(void *old, size_t n) {
    if (!real_realloc) real_realloc = dlsym(RTLD_NEXT, "realloc");
    return fails() ? NULL : real_realloc(old, n);
}
