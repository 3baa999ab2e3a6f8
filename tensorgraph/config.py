"""All flags, with defaults and descriptions."""

import warnings

from .flags import FLAGS, add_flag, change_flags, config, get, given, source_of
from .nearest import did_you_mean
from .userline import user_level

__all__ = ["FLAGS", "change_flags", "config", "get"]


def _device(name):
    """Return ``"cpu"``, with a warning if a GPU was asked for."""
    if name.startswith(("gpu", "cuda", "opencl")):
        warnings.warn(f"there is no GPU here: with device={name} functions run on the CPU", stacklevel=user_level())
    elif name != "cpu":
        raise ValueError(f"Invalid value ({name!r}) for configuration variable \"device\". Valid options are ('cpu',).")
    return "cpu"


add_flag("floatX", "float64", "choice", ("float16", "float32", "float64"), "Default float type of matrix(), ...")
add_flag("device", "cpu", _device, doc="Where functions run; there is only the CPU", fixed=True)
add_flag("mode", "Mode", doc="Default compilation mode")
add_flag("optimizer", "o4", "choice", ("o4", "o3", "o2", "o1", "unsafe", "fast_run", "fast_compile", "None", "merge"),
         "Which rewrites the default mode runs")
add_flag("linker", "cvm", "choice", ("cvm", "c|py", "py", "c", "c|py_nogc", "vm", "vm_nogc", "cvm_nogc"),
         "Accepted for Theano's sake: py runs the NumPy references, the others the kernels")
add_flag("optimizer_including", "", doc="Rewrites to include, by name or tag, separated by colons")
add_flag("optimizer_excluding", "", doc="Rewrites to exclude, by name or tag, separated by colons")
add_flag("optimizer_requiring", "", doc="Tags that a rewrite must have")
add_flag("optimizer_verbose", False, "bool", doc="Print each rewrite that is applied")
add_flag("check_stack_trace", "off", "choice", ("off", "log", "warn", "raise"),
         "What to do about rewrites that lose the user's line")
add_flag("on_opt_error", "warn", "choice", ("warn", "raise", "pdb", "ignore"), "What to do when a rewrite fails")
add_flag("on_unused_input", "raise", "choice", ("raise", "warn", "ignore"), "What an input that nothing uses gives")
add_flag("allow_gc", True, "bool", doc="Accepted for Theano's sake; buffers are always reused")
add_flag("cast_policy", "custom", "choice", ("custom", "numpy+floatX"), "The types of Python numbers in expressions")
add_flag("int_division", "int", "choice", ("int", "raise", "floatX"),
         "What div_proxy, and / of variables of theano.scalar, do with two integers")
add_flag("warn_float64", "ignore", "choice", ("ignore", "warn", "raise", "pdb"), "When a float64 variable is made")
_TEST_VALUE = ("off", "ignore", "warn", "raise", "pdb")
add_flag("compute_test_value", "off", "choice", _TEST_VALUE, "Compute tag.test_value as graphs are built")
add_flag("compute_test_value_opt", "off", "choice", _TEST_VALUE, "The same during rewriting")
add_flag("pickle_test_value", True, "bool", doc="Whether test values are pickled with variables")
add_flag("print_test_value", False, "bool", doc="Show test values in reprs")
add_flag("exception_verbosity", "low", "choice", ("low", "high"), "How much an error at run time says")
add_flag("traceback.limit", 8, "int", doc="How many calls of the program a node remembers; -1 for all, at most 64")
add_flag("profile", False, "bool", doc="Profile every function")
add_flag("profile_memory", False, "bool", doc="Profile memory too")
add_flag("profile_optimizer", False, "bool", doc="Profile the rewrites too")
add_flag("print_global_stats", False, "bool", doc="At the end print the time of all functions and compilations")
add_flag("profiling.time_thunks", True, "bool", doc="Time each operation of profiled functions")
add_flag("profiling.n_apply", 20, "int", doc="How many apply nodes a profile lists")
add_flag("profiling.n_ops", 20, "int", doc="How many operations a profile lists")
add_flag("profiling.output_line_width", 512, "int", doc="Longest line of a profile")
add_flag("profiling.min_memory_size", 1024, "int", doc="Bytes of results that a memory profile lists")
add_flag("profiling.min_peak_memory", False, "bool", doc="Accepted for Theano's sake")
add_flag("profiling.destination", "stderr", doc="Where profiles are printed at exit: stderr, stdout or a file")
add_flag("profiling.debugprint", False, "bool", doc="Print the graphs of profiled functions")
add_flag("profiling.ignore_first_call", False, "bool", doc="Do not count the first call")
add_flag("reoptimize_unpickled_function", False, "bool",
         doc="Accepted for Theano's sake: a loaded function is as it was saved")
add_flag("unpickle_function", True, "bool", doc="Whether pickled functions are loaded; None stands for them otherwise")
add_flag("openmp", False, "bool", doc="Accepted for Theano's sake")
add_flag("openmp_elemwise_minsize", 200000, "int", doc="Accepted for Theano's sake")
add_flag("cycle_detection", "regular", "choice", ("regular", "fast"), "Accepted for Theano's sake")
add_flag("numpy.seterr_all", "ignore", doc="Accepted for Theano's sake")
# programs test it to see if there are compiled implementations: here, the kernels
add_flag("cxx", "g++", doc="Accepted for Theano's sake: no compiler is used")
add_flag("compiledir", "", doc="Accepted for Theano's sake: nothing is written to disk")
add_flag("base_compiledir", "", doc="Accepted for Theano's sake: nothing is written to disk")
add_flag("experimental.local_alloc_elemwise", True, "bool", doc="Accepted for Theano's sake")
add_flag("optdb.max_use_ratio", 8.0, "float", doc="Most rewrites of one rule, per node of the graph")
add_flag("optdb.position_cutoff", float("inf"), "float", doc="Passes at later positions do not run")
add_flag("gcc.cxxflags", "", doc="Accepted for Theano's sake")
add_flag("blas.ldflags", "", doc="Accepted for Theano's sake: BLAS comes from SciPy")
add_flag("DebugMode.patience", 10, "int", doc="How often DebugMode optimises to find unstable results")
add_flag("DebugMode.check_c", True, "bool", doc="Whether DebugMode runs and compares kernels")
add_flag("DebugMode.check_py", True, "bool", doc="Whether DebugMode runs perform where there is a kernel")
add_flag("DebugMode.check_finite", True, "bool", doc="Whether nan and infinity are errors in DebugMode")
add_flag("DebugMode.check_strides", 0, "int", doc="Accepted for Theano's sake")
add_flag("DebugMode.warn_input_not_reused", True, "bool", doc="Accepted for Theano's sake")
add_flag("DebugMode.check_preallocated_output", "", doc="Layouts of memory that DebugMode computes into too")
add_flag("DebugMode.check_preallocated_output_ndim", 4, "int", doc="Accepted for Theano's sake")
add_flag("NanGuardMode.nan_is_error", True, "bool", doc="Default of NanGuardMode")
add_flag("NanGuardMode.inf_is_error", True, "bool", doc="Default of NanGuardMode")
add_flag("NanGuardMode.big_is_error", True, "bool", doc="Default of NanGuardMode")
add_flag("NanGuardMode.action", "raise", "choice", ("raise", "warn", "pdb"), "What NanGuardMode does")
add_flag("unittests.rseed", "666", doc="Seed of tests")
add_flag("tensor.cmp_sloppy", 0, "int", doc="Relax the comparison of floats in values_eq_approx")
add_flag("tensor.local_elemwise_fusion", True, "bool", doc="Fuse elementwise operations")
add_flag("conv.assert_shape", False, "bool", doc="Check the shapes that convolutions are told, when they run")
add_flag("scan.allow_gc", False, "bool", doc="Accepted for Theano's sake: buffers live as long as functions")
add_flag("scan.allow_output_prealloc", True, "bool", doc="Accepted for Theano's sake: steps write where results belong")
add_flag("scan.debug", False, "bool", doc="Accepted for Theano's sake")
add_flag("warn.ignore_bug_before", "0.9", doc="Accepted for Theano's sake")
for _bug in (
    "argmax_pushdown_bug gpusum_01_011_0111_bug sum_sum_bug sum_div_dimshuffle_bug subtensor_merge_bug "
    "gpu_set_subtensor1 vm_gc_bug signal_conv2d_interface reduce_join inc_set_subtensor1 round inc_subtensor1_opt"
).split():
    add_flag(f"warn.{_bug}", False, "bool", doc="Accepted for Theano's sake: there is no such bug")

# flags of GPUs, C compilers and caches: programs set and read them
for _name, _value in {
    "deterministic": "default", "init_gpu_device": "", "force_device": False, "contexts": "",
    "print_active_device": True, "assert_no_cpu_op": "ignore", "nocleanup": False, "check_input": True,
    "cache_optimizations": False, "on_shape_error": "warn", "compiledir_format": "", "traceback.compile_limit": 0,
    "gpuarray.sync": False, "gpuarray.preallocate": 0.0, "gpuarray.sched": "default", "gpuarray.single_stream": True,
    "gpuarray.cache_path": "", "gpu.local_elemwise_fusion": True, "gpuelemwise.sync": True, "lib.amdlibm": False,
    "lib.cnmem": 0.0, "cuda.root": "", "cuda.include_path": "", "magma.include_path": "", "magma.library_path": "",
    "magma.enabled": False, "ctc.root": "", "dnn.enabled": "auto", "dnn.base_path": "", "dnn.include_path": "",
    "dnn.library_path": "", "dnn.bin_path": "", "dnn.conv.workmem": "", "dnn.conv.workmem_bwd": "",
    "dnn.conv.algo_fwd": "small", "dnn.conv.algo_bwd": "", "dnn.conv.algo_bwd_data": "none",
    "dnn.conv.algo_bwd_filter": "none", "dnn.conv.precision": "as_input_f32", "nvcc.fastmath": False, "nvcc.flags": "",
    "cmodule.warn_no_version": False, "cmodule.remove_gxx_opt": False, "cmodule.compilation_warning": False,
    "cmodule.preload_cache": False, "cmodule.age_thresh_use": 2073600, "cmodule.debug": False, "compile.wait": 5,
    "compile.timeout": 120, "blas.check_openmp": True, "metaopt.verbose": 0, "metaopt.optimizer_excluding": "",
    "metaopt.optimizer_including": "", "vm.lazy": "None", "warn.identify_1pexp_bug": False,
    "tensor.insert_inplace_optimizer_validate_nb": -1, "experimental.local_alloc_elemwise_assert": True,
    "experimental.unpickle_gpu_on_cpu": False, "numpy.seterr_divide": "None", "numpy.seterr_over": "None",
    "numpy.seterr_under": "None", "numpy.seterr_invalid": "None",
}.items():  # fmt: skip
    add_flag(_name, _value, type(_value).__name__, doc="Accepted for Theano's sake")


def _warn_of_unknown():
    known = ("gpuarray.", "dnn.", "lib.", "nvcc.", "cuda.", "gcc.", "cmodule.", "scan.", "warn.", "pycuda.", "metaopt.")
    for name in given:
        if not name.startswith(known):
            warnings.warn(
                f"Theano does not recognise this flag: {name}, set by {source_of(name)}.{did_you_mean(name, FLAGS)}",
                stacklevel=user_level(),
            )


_warn_of_unknown()
