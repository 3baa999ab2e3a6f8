"""Every flag, its type and what it is for."""

# written by stubs/generate.py

from tensorgraph.flags import FLAGS, FlagGroup, change_flags, get

__all__ = [
    "FLAGS",
    "change_flags",
    "config",
    "get",
]

class _Flags(FlagGroup):
    DebugMode: _DebugModeFlags
    NanGuardMode: _NanGuardModeFlags
    allow_gc: bool
    assert_no_cpu_op: str
    base_compiledir: str
    blas: _BlasFlags
    cache_optimizations: bool
    cast_policy: str
    check_input: bool
    check_stack_trace: str
    cmodule: _CmoduleFlags
    compile: _CompileFlags
    compiledir: str
    compiledir_format: str
    compute_test_value: str
    compute_test_value_opt: str
    contexts: str
    conv: _ConvFlags
    ctc: _CtcFlags
    cuda: _CudaFlags
    cxx: str
    cycle_detection: str
    deterministic: str
    @property
    def device(self) -> str: ...
    dnn: _DnnFlags
    exception_verbosity: str
    experimental: _ExperimentalFlags
    floatX: str
    force_device: bool
    gcc: _GccFlags
    gpu: _GpuFlags
    gpuarray: _GpuarrayFlags
    gpuelemwise: _GpuelemwiseFlags
    init_gpu_device: str
    int_division: str
    lib: _LibFlags
    linker: str
    magma: _MagmaFlags
    metaopt: _MetaoptFlags
    mode: str
    nocleanup: bool
    numpy: _NumpyFlags
    nvcc: _NvccFlags
    on_opt_error: str
    on_shape_error: str
    on_unused_input: str
    openmp: bool
    openmp_elemwise_minsize: int
    optdb: _OptdbFlags
    optimizer: str
    optimizer_excluding: str
    optimizer_including: str
    optimizer_requiring: str
    optimizer_verbose: bool
    pickle_test_value: bool
    print_active_device: bool
    print_global_stats: bool
    print_test_value: bool
    profile: bool
    profile_memory: bool
    profile_optimizer: bool
    profiling: _ProfilingFlags
    reoptimize_unpickled_function: bool
    scan: _ScanFlags
    tensor: _TensorFlags
    traceback: _TracebackFlags
    unittests: _UnittestsFlags
    unpickle_function: bool
    vm: _VmFlags
    warn: _WarnFlags
    warn_float64: str

class _DebugModeFlags(FlagGroup):
    check_c: bool
    check_finite: bool
    check_preallocated_output: str
    check_preallocated_output_ndim: int
    check_py: bool
    check_strides: int
    patience: int
    warn_input_not_reused: bool

class _NanGuardModeFlags(FlagGroup):
    action: str
    big_is_error: bool
    inf_is_error: bool
    nan_is_error: bool

class _BlasFlags(FlagGroup):
    check_openmp: bool
    ldflags: str

class _CmoduleFlags(FlagGroup):
    age_thresh_use: int
    compilation_warning: bool
    debug: bool
    preload_cache: bool
    remove_gxx_opt: bool
    warn_no_version: bool

class _CompileFlags(FlagGroup):
    timeout: int
    wait: int

class _ConvFlags(FlagGroup):
    assert_shape: bool

class _CtcFlags(FlagGroup):
    root: str

class _CudaFlags(FlagGroup):
    include_path: str
    root: str

class _DnnFlags(FlagGroup):
    base_path: str
    bin_path: str
    conv: _DnnConvFlags
    enabled: str
    include_path: str
    library_path: str

class _DnnConvFlags(FlagGroup):
    algo_bwd: str
    algo_bwd_data: str
    algo_bwd_filter: str
    algo_fwd: str
    precision: str
    workmem: str
    workmem_bwd: str

class _ExperimentalFlags(FlagGroup):
    local_alloc_elemwise: bool
    local_alloc_elemwise_assert: bool
    unpickle_gpu_on_cpu: bool

class _GccFlags(FlagGroup):
    cxxflags: str

class _GpuFlags(FlagGroup):
    local_elemwise_fusion: bool

class _GpuarrayFlags(FlagGroup):
    cache_path: str
    preallocate: float
    sched: str
    single_stream: bool
    sync: bool

class _GpuelemwiseFlags(FlagGroup):
    sync: bool

class _LibFlags(FlagGroup):
    amdlibm: bool
    cnmem: float

class _MagmaFlags(FlagGroup):
    enabled: bool
    include_path: str
    library_path: str

class _MetaoptFlags(FlagGroup):
    optimizer_excluding: str
    optimizer_including: str
    verbose: int

class _NumpyFlags(FlagGroup):
    seterr_all: str
    seterr_divide: str
    seterr_invalid: str
    seterr_over: str
    seterr_under: str

class _NvccFlags(FlagGroup):
    fastmath: bool
    flags: str

class _OptdbFlags(FlagGroup):
    max_use_ratio: float
    position_cutoff: float

class _ProfilingFlags(FlagGroup):
    debugprint: bool
    destination: str
    ignore_first_call: bool
    min_memory_size: int
    min_peak_memory: bool
    n_apply: int
    n_ops: int
    output_line_width: int
    time_thunks: bool

class _ScanFlags(FlagGroup):
    allow_gc: bool
    allow_output_prealloc: bool
    debug: bool

class _TensorFlags(FlagGroup):
    cmp_sloppy: int
    insert_inplace_optimizer_validate_nb: int
    local_elemwise_fusion: bool

class _TracebackFlags(FlagGroup):
    compile_limit: int
    limit: int

class _UnittestsFlags(FlagGroup):
    rseed: str

class _VmFlags(FlagGroup):
    lazy: str

class _WarnFlags(FlagGroup):
    argmax_pushdown_bug: bool
    gpu_set_subtensor1: bool
    gpusum_01_011_0111_bug: bool
    identify_1pexp_bug: bool
    ignore_bug_before: str
    inc_set_subtensor1: bool
    inc_subtensor1_opt: bool
    reduce_join: bool
    round: bool
    signal_conv2d_interface: bool
    subtensor_merge_bug: bool
    sum_div_dimshuffle_bug: bool
    sum_sum_bug: bool
    vm_gc_bug: bool

config: _Flags
