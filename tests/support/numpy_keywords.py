"""Calls of NumPy's functions without keywords, and values of all of their keywords.

``x`` is a matrix of shape (3, 4), ``s`` a square one, ``v`` a vector of length 4, ``t`` of shape (2, 3, 4) and ``i`` a
vector of integers.
"""

import inspect

import numpy as np

CALLS = """
all(x); allclose(x, x); amax(x); amin(x); angle(x); any(x); append(x, x); argmax(x); argmin(x); argpartition(x, 1)
argsort(x); argwhere(x); around(x); array_equal(x, x); array_equiv(x, x); array_split(x, 2); astype(x, "float32")
atleast_1d(x)
atleast_2d(x); atleast_3d(x); average(x); bincount(i); block([x, x]); broadcast_arrays(x, x); broadcast_to(x, (2, 3, 4))
can_cast(x, "float64"); choose(i % 2, [v, v]); clip(x, 0, 1); column_stack([x, x]); compress([True, False], x)
concatenate([x, x]); convolve(v, v); copy(x); corrcoef(x); correlate(v, v); count_nonzero(x); cov(x); cross(s, s)
cumprod(x); cumsum(x); cumulative_prod(v); cumulative_sum(v); delete(x, 0); diag(x); diag_indices_from(s); diagflat(x)
diagonal(x); diff(x)
digitize(x, [0.0, 1.0]); dot(x, s.T @ x); dsplit(t, 2); dstack([x, x]); ediff1d(x); einsum("ij,kj", x, x)
empty_like(x); expand_dims(x, 0); extract(x > 1, x); fix(x); flatnonzero(x); flip(x); fliplr(x); flipud(x)
full_like(x, 2); geomspace(v + 1, 9.0); gradient(x); histogram(x); histogram_bin_edges(x); hsplit(x, 2); hstack([x, x])
imag(x); inner(x, x); insert(x, 1, 2); interp(v, [0.0, 1.0, 2.0], [0.0, 3.0, 4.0]); intersect1d(x, v); isclose(x, x)
iscomplex(x); iscomplexobj(x)
isin(x, v); isneginf(x); isposinf(x); isreal(x); isrealobj(x); ix_(i, i); kron(x, s); lexsort((v, v)); linspace(v, 9.0)
logspace(v, 2.0)
matrix_transpose(x); max(x); mean(x); median(x); meshgrid(v, v); min(x); moveaxis(t, 0, 1); nan_to_num(x); nanargmax(x)
nanargmin(x); nancumprod(x); nancumsum(x); nanmax(x); nanmean(x); nanmedian(x); nanmin(x); nanpercentile(x, 30)
nanprod(x); nanquantile(x, 0.3); nanstd(x); nansum(x); nanvar(x); ndim(x); nonzero(x); ones_like(x); outer(v, v)
pad(x, 2); partition(x, 1); percentile(x, 30); permute_dims(x); polyval(v, v); prod(x); ptp(x); quantile(x, 0.3)
ravel(x); ravel_multi_index((i, i), (9, 9)); real(x); real_if_close(x); repeat(x, 2); reshape(x, (4, 3))
resize(x, (2, 3)); result_type(x)
roll(x, 1); rollaxis(t, 1); rot90(x); round(x); searchsorted(np.sort(v), v); select([x > 1, x > 2], [x, x + 1])
setdiff1d(x, v); setxor1d(x, v); shape(x); sinc(x); size(x); sort(x); split(x, 3); squeeze(x); stack([x, x])
std(x); sum(x); swapaxes(x, 0, 1); take(x, i); take_along_axis(x, np.argsort(x, axis=-1)); tensordot(x, x.T); tile(x, 2)
trace(x); transpose(x); trapezoid(x); tril(x); tril_indices_from(x); trim_zeros(v); triu(x); triu_indices_from(x)
union1d(x, v); unique(x); unravel_index(i, (4, 5)); unstack(x); unwrap(x); vander(v); var(x); vdot(v, v); vsplit(x, 3)
vstack([x, x]); where(x > 1, x, x); zeros_like(x); fill_diagonal(x, 1); i0(x); sort_complex(x)
linalg.cholesky(s @ s.T); linalg.cond(s); linalg.cross(s, s); linalg.det(s); linalg.diagonal(s); linalg.eig(s)
linalg.eigh(s @ s.T); linalg.eigvals(s); linalg.eigvalsh(s @ s.T); linalg.inv(s); linalg.lstsq(s, s[0])
linalg.matmul(x, x.T); linalg.matrix_norm(x); linalg.matrix_power(s, 2); linalg.matrix_rank(x)
linalg.matrix_transpose(x); linalg.multi_dot([x, x.T, x]); linalg.norm(x); linalg.outer(v, v); linalg.pinv(x)
linalg.qr(x); linalg.slogdet(s); linalg.solve(s, s); linalg.svd(x); linalg.svdvals(x); linalg.tensordot(x, x.T)
linalg.tensorinv(np.reshape(s, (3, 3, 1)), ind=1); linalg.tensorsolve(s, s[0]); linalg.trace(s); linalg.vecdot(x, x)
linalg.vector_norm(x); fft.fft(x); fft.ifft(x); fft.rfft(x); fft.irfft(x); fft.hfft(x); fft.ihfft(x); fft.fft2(x)
fft.ifft2(x); fft.rfft2(x); fft.irfft2(x); fft.fftn(x); fft.ifftn(x); fft.rfftn(x); fft.irfftn(x); fft.fftshift(x)
fft.ifftshift(x)
"""

# by the names of parameters; those of one function after a dot
VALUES = {
    "axis": "0; -1; (0, 1); None; 7; 'a'", "axes": "(1, 0); 1; 0; ([1], [0])", "axis1": "1; -1; 5",
    "axis2": "0; -1; 5",
    "keepdims": "True; False", "dtype": "'float32'; 'complex128'; 'int32'; np.int64; float; None",
    "out": "np.empty((3, 4)); None",
    "where": "True; x > 1; False; (v > 1)", "initial": "2; 0.5; None; v", "ddof": "0; 1; 0.5; 40",
    "correction": "0; 1; 2.5",
    "mean": "np.mean(x, axis=1, keepdims=True)", "order": "'C'; 'F'; 'A'; 'K'; 'x'", "subok": "True; False",
    "shape": "(2, 5); 3; ()", "device": "None; 'cpu'; 'gpu'", "casting": "'no'; 'safe'; 'same_kind'; 'unsafe'; 'x'",
    "overwrite_input": "True; False", "method": "'linear'; 'lower'; 'weibull'; 'inverted_cdf'; 'x'",
    "weights": "x; [1.0, 2.0, 3.0]; v; None", "equal_nan": "True; False", "rtol": "0.1; 1e-20; s[0]",
    "atol": "0.1; v", "copy": "True; False; None",
    "decimals": "1; -1; 0; 30; 1.5", "k": "1; -1; 7; 1.5", "offset": "1; -1; 9",
    "kind": "'stable'; 'quicksort'; 'introselect'; 'sort'; 'table'; 'x'; None",
    "stable": "True; False; None",
    "mode": "'raise'; 'wrap'; 'clip'; 'full'; 'same'; 'valid'; 'r'; 'raw'; 'complete'; 'x'",
    "returned": "True; False", "minlength": "0; 12; -1", "a_min": "None; 0.5; v", "a_max": "None; 0.5; v",
    "min": "None; 0.5; v",
    "max": "None; 0.5; v", "y": "x[:1]; x; None", "rowvar": "False; True; 0", "bias": "True; False",
    "fweights": "np.arange(4); [1, 2, 1, 0]; None",
    "aweights": "v + 1; [1.0, 2.0, 0.5, 1.0]; None", "axisa": "0; 5", "axisb": "0; 5", "axisc": "0; 5",
    "n": "1; 2; 0; -1; 3",
    "prepend": "0; x[:, :1]; x; 0.5", "append": "0; x[:, :2]; 0.5", "right": "True; 1.5; 7", "left": "-3; 1.5; None",
    "to_end": "1; [1, 2]; v", "to_begin": "1; [[1, 2]]; v", "optimize": "True; False; 'greedy'; 'x'",
    "deg": "True; False",
    "num": "3; 0; 1; -2", "endpoint": "False; True", "retstep": "True; False", "base": "2; 3.0; v + 1",
    "edge_order": "2; 1; 3",
    "bins": "4; [0.0, 1.0, 2.0]; 'auto'; v", "range": "(0.0, 2.0); None", "density": "True; False",
    "period": "1.5; 2; None",
    "discont": "0.5; 4.0; None", "assume_unique": "True; False", "return_indices": "True; False",
    "invert": "True; False",
    "sparse": "True; False", "indexing": "'ij'; 'xy'; 'x'", "nan": "1.0", "posinf": "1.0; None",
    "neginf": "1.0; None",
    "side": "'right'; 'left'; 'x'", "sorter": "np.arange(4); i % 4; None", "default": "1; 2.5; x",
    "start": "1; 2; -1; 9", "shift": "2",
    "x": "v; x; None", "dx": "0.5; 2", "trim": "'f'; 'b'; 'fb'; 'x'", "return_index": "True; False",
    "return_inverse": "True; False",
    "return_counts": "True; False", "sorted": "True; False", "N": "3; 0; None", "increasing": "True; False",
    "upper": "True; False", "p": "1; 2; -2; 'fro'; np.inf; None; 'x'", "UPLO": "'U'; 'L'; 'u'; 'x'",
    "rcond": "0.1; None; 1e-9",
    "ord": "1; 2; 0; np.inf; -np.inf; 'fro'; 'nuc'; 3; 'x'; -1; -2; None", "tol": "0.1; 10.0; None",
    "hermitian": "True; False",
    "full_matrices": "False; True", "compute_uv": "False; True", "ind": "1; 2; 0", "include_initial": "True; False",
    "wrap": "True; False",
    "norm": "None; 'ortho'; 'forward'; 'backward'; 'x'", "s": "(3, 4); (2,); 3; None",
    "repeat.axis": "0; 1; None; 7",
    "pad.mode": """'constant'; 'edge'; 'linear_ramp'; 'maximum'; 'mean'; 'median'; 'minimum'; 'reflect';
        'symmetric'; 'wrap'; 'empty'; 'x'""",
    "rot90.axes": "(1, 0); (0, 0); (0, 5)", "linalg.tensorsolve.axes": "(0,); None", "rot90.k": "2; 3; -1; 0; 7",
    "append.axis": "0; 1; None; 7", "lexsort.axis": "0; -1; 3", "linspace.axis": "0; 1; -1; 7",
    "logspace.axis": "0; 1; 7",
    "geomspace.axis": "0; 1; 7", "moveaxis.axis": "0", "digitize.right": "True; False",
    "meshgrid.copy": "True; False",
}
# of functions in C that do not tell
SIGNATURES = {
    "concatenate": "axis out dtype casting", "where": "", "dot": "out", "inner": "", "vdot": "", "lexsort": "axis",
    "can_cast": "casting", "result_type": "", "ravel_multi_index": "mode order", "unravel_index": "order",
    "bincount": "weights minlength", "empty_like": "dtype order subok shape device",
    "einsum": "dtype order casting out optimize", "clip": "a_min a_max out min max dtype casting where order subok",
    "pad": "mode stat_length constant_values end_values reflect_type",
}  # fmt: skip
# keywords that need others
TOGETHER = """
max(x, axis=1, initial=1.5, where=x > 1); min(x, axis=0, initial=1, where=x > 1, keepdims=True)
amax(x, initial=0, where=v > 1); quantile(x, 0.3, weights=x, method="inverted_cdf")
percentile(x, [10, 90], axis=0, weights=x, method="inverted_cdf")
average(x, axis=0, weights=[1.0, 2.0, 3.0], keepdims=True); average(x, axis=1, returned=True, weights=v)
average(t, axis=(0, 1), weights=x[:2, :3])
pad(x, 2, mode="maximum", stat_length=2); pad(x, 2, mode="mean", stat_length=(1, 2))
pad(x, 1, mode="median", stat_length=3)
pad(x, ((1, 2), (0, 1)), mode="minimum", stat_length=((1, 2), (3, 9)))
pad(x, 2, mode="constant", constant_values=((1, 2), (3, 4)))
pad(x, 2, mode="linear_ramp", end_values=(1, 2)); pad(x, 2, mode="reflect", reflect_type="odd")
pad(x, (7, 9), mode="reflect", reflect_type="odd"); pad(x, 9, mode="symmetric", reflect_type="odd")
pad(x, 2, mode="symmetric", reflect_type="x"); pad(x, 2, mode="edge", constant_values=1); pad(x, 2, foo=1)
pad(x, 2, mode="median", stat_length=0)
pad(x, {0: 1}); pad(x, {-1: (1, 2)}, mode="edge"); clip(x, None, 1.5); clip(x, 0.5, None)
clip(x, a_min=0.5, a_max=None)
clip(x, min=0.5); clip(x, max=v); clip(x, a_max=0.5, a_min=1); clip(x); clip(x, None, None); clip(x, 0.5)
clip(x, 1, min=3)
clip(x, a_min=0.5); clip(x, a_max=0.5)
diff(x, axis=0, prepend=x[:1], append=1, n=2); std(x, axis=1, where=x > 1, ddof=1)
var(x, axis=0, mean=np.mean(x, axis=0, keepdims=True))
var(x, mean=0.5, ddof=1); var(x, ddof=1, correction=1); mean(x, axis=0, where=x > 1, keepdims=True)
sum(x, axis=(0, 1), where=v > 1, initial=3)
unique(x, axis=0, return_index=True); intersect1d(x, v, return_indices=True); concatenate([x, x], axis=None)
concatenate([x, x], dtype="float32", casting="no"); take(x, []); take(x, [], axis=1); take(x, [[]], axis=0)
stack([x, x], dtype="int8", casting="unsafe"); cov(x, x[:1], rowvar=True, ddof=0)
cov(x, fweights=i[:4], aweights=v)
cov(x, v); cov(v); corrcoef(v); corrcoef(v, v); corrcoef(x, v); corrcoef(x, x, rowvar=False)
gradient(x, v[:3], axis=0); gradient(x, 2.0, 0.5)
gradient(x, axis=None, edge_order=2); linalg.norm(x, axis=0); linalg.norm(x, 1, axis=(0, 1))
linalg.norm(x, "fro", axis=(0, 1), keepdims=True)
linalg.norm(x, 0, axis=1); linalg.norm(v, -np.inf)
linalg.norm(v, 2.5, keepdims=True)
linalg.matrix_power(s, 0); linalg.matrix_power(s, -2); linalg.matrix_power(np.stack([s, s]), 0)
linalg.matrix_power(np.stack([s, s]), -1)
linalg.matrix_power(np.stack([s, s]), 3); linalg.cond(s * 0); linalg.cond(np.stack([s, s]))
linalg.cond(np.stack([s, s * 0]), 1); linalg.cond(x, -2)
linalg.cond(np.stack([s, s * 0]), "nuc"); linalg.svd(x, full_matrices=False, hermitian=False)
linalg.svd(s, hermitian=True)
where(x > 1); round(x, 1); round(x, decimals=-1); around(x, decimals=2)
histogram(x, bins=3, range=(0, 2), weights=x, density=True)
trapezoid(x, dx=0.5, axis=0); trapezoid(x, x=v); trapezoid(x, x=x, axis=0); nansum(x, where=x > 1, initial=2)
nanmax(x, where=x > 1, initial=2)
nanmean(x, axis=0, where=x > 1); nanvar(x, axis=0, ddof=1, mean=np.mean(x, axis=0, keepdims=True))
prod(x, where=x > 1, axis=0, dtype="float32"); all(x, where=x > 1, axis=0)
any(x, where=x > 9, axis=0, keepdims=True)
sum(x, axis=()); mean(x, axis=()); max(x, axis=()); all(x, axis=()); std(x, axis=()); prod(x, axis=(0, 0))
median(x, axis=()); ptp(x, axis=(), keepdims=True)
"""


def expressions(text):
    """Return the parts of a table."""
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def function_of(call):
    """Return the name of the function of a call, without that of NumPy."""
    return call.partition("(")[0]


def parameters(name):
    """Return the names of the parameters of a function of NumPy."""
    function = np
    for part in name.split("."):
        function = getattr(function, part)
    if name in SIGNATURES:
        return SIGNATURES[name].split()
    return [p.name for p in inspect.signature(function).parameters.values() if p.default is not p.empty]


def calls():
    """Yield each call, with each value of each keyword, and the name of the keyword."""
    for call in expressions(CALLS):
        name = function_of(call)
        yield call, ""
        for parameter in parameters(name):
            values = VALUES.get(f"{name}.{parameter}", VALUES.get(parameter, ""))
            for value in expressions(values):
                if f"{parameter}=" not in call:
                    yield f"{call[:-1]}, {parameter}={value})", parameter
                    if "axis" in parameters(name) and parameter in ("keepdims", "initial", "where", "dtype", "ddof"):
                        yield f"{call[:-1]}, axis=0, {parameter}={value})", parameter
    for call in expressions(TOGETHER):
        yield call, ""
