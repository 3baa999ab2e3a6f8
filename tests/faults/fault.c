/* Loaded before the C library: lets the n-th allocation from now on fail, alone or with all that follow.
 *
 * Allocations are those of the C library, or those of Python objects for which the package's modules ask without any
 * Python code between; CPython does not survive all of its own. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <stddef.h>
#include <string.h>

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t), *(*real_realloc)(void *, size_t);
static long left = -1;          /* allocations until one fails; -1: none does */
static int lasting, failed, of_objects;
static _Alignas(16) char early[1 << 16];    /* dlsym allocates before calloc is known */
static size_t used;
static void (*real_free)(void *);

/* OpenBLAS does not look whether it got the memory that small products need. */
static int is_careless(void *caller) {
    Dl_info info;
    return dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "openblas");
}

static int is_armed(void *caller) { return left >= 0 && !of_objects && !is_careless(caller); }

static int fails(void) {
    if (left > 0) { left--; return 0; }
    if (!lasting) left = -1;
    failed++;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n) {
    if (!real_malloc) real_malloc = dlsym(RTLD_NEXT, "malloc");
    return is_armed(__builtin_return_address(0)) && fails() ? NULL : real_malloc(n);
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
    return is_armed(__builtin_return_address(0)) && fails() ? NULL : real_calloc(n, size);
}

void free(void *old) {
    if ((char *)old >= early && (char *)old < early + sizeof early) return;
    if (!real_free) real_free = dlsym(RTLD_NEXT, "free");
    real_free(old);
}

void *realloc(void *old, size_t n) {
    if (!real_realloc) real_realloc = dlsym(RTLD_NEXT, "realloc");
    return is_armed(__builtin_return_address(0)) && fails() ? NULL : real_realloc(old, n);
}

/* ---------------------------------------------------------------- objects */

typedef struct {
    void *ctx;
    void *(*malloc)(void *, size_t);
    void *(*calloc)(void *, size_t, size_t);
    void *(*realloc)(void *, void *, size_t);
    void (*free)(void *, void *);
} allocator_t;                  /* PyMemAllocatorEx */

static allocator_t usual[3];    /* by domain: raw, mem, obj */

/* Whether one of the package's modules asks for memory, with no Python code between. */
static int is_ours(void) {
    void *frames[40];
    int i, n = backtrace(frames, 40);
    for (i = 2; i < n; i++) {
        Dl_info info;
        ElfW(Sym) *symbol = NULL;
        if (!dladdr1(frames[i], &info, (void **)&symbol, RTLD_DL_SYMENT) || !info.dli_fname) continue;
        if (strstr(info.dli_fname, "tensorgraph/_kernels/")) return 1;
        if (symbol && info.dli_sname && !strcmp(info.dli_sname, "_PyEval_EvalFrameDefault")
                && (char *)frames[i] < (char *)info.dli_saddr + symbol->st_size) return 0;
    }
    return 0;
}

static int object_fails(void) { return left >= 0 && of_objects && is_ours() && fails(); }

static void *object_malloc(void *domain, size_t n) {
    allocator_t *a = domain;
    return object_fails() ? NULL : a->malloc(a->ctx, n);
}

static void *object_calloc(void *domain, size_t n, size_t size) {
    allocator_t *a = domain;
    return object_fails() ? NULL : a->calloc(a->ctx, n, size);
}

static void *object_realloc(void *domain, void *old, size_t n) {
    allocator_t *a = domain;
    return object_fails() ? NULL : a->realloc(a->ctx, old, n);
}

static void object_free(void *domain, void *old) {
    allocator_t *a = domain;
    a->free(a->ctx, old);
}

/* Once, before anything is armed. */
void fault_objects(void) {
    void (*get)(int, allocator_t *) = dlsym(RTLD_DEFAULT, "PyMem_GetAllocator");
    void (*set)(int, allocator_t *) = dlsym(RTLD_DEFAULT, "PyMem_SetAllocator");
    void *frames[1];
    int domain;
    backtrace(frames, 1);       /* allocates when it is first called */
    for (domain = 1; domain < 3; domain++) {
        allocator_t ours = {&usual[domain], object_malloc, object_calloc, object_realloc, object_free};
        get(domain, &usual[domain]);
        set(domain, &ours);
    }
}

/* ---------------------------------------------------------------- */

void fault_arm(long n, int all_that_follow, int objects) {
    failed = 0;
    lasting = all_that_follow;
    of_objects = objects;
    left = n;
}

int fault_disarm(void) {
    left = -1;
    return failed;
}
