"""Calls of NumPy's functions, as expressions of arrays, that work on variables as well.

``x`` is a matrix of shape (3, 4), ``s`` a square one, ``v`` a vector of length 4, ``t`` of shape (2, 3, 4).
"""

SHAPES = {"x": (3, 4), "s": (3, 3), "v": (4,), "t": (2, 3, 4)}

# of which the derivative exists; each is checked against differences
SMOOTH = """
np.sum(x, axis=0); np.sum(x, axis=(0, -1)); np.sum(t, axis=1, keepdims=True); np.sum(x, initial=2); np.prod(x, axis=1)
np.prod(x, initial=3); np.mean(x); np.mean(t, axis=(0, 2)); np.mean(x, axis=-1, keepdims=True)
np.var(x, axis=0, ddof=1); np.std(x, axis=1); np.std(x, correction=1); np.max(x, axis=0)
np.min(t, axis=(0, 1), keepdims=True); np.amax(x); np.amin(x, axis=1); np.max(x, initial=0)
np.ptp(x, axis=0, keepdims=True); np.cumsum(x); np.cumsum(t, axis=1); np.cumprod(x, axis=0); np.average(x, axis=1)
np.average(x, axis=1, weights=v); np.average(x, weights=x); np.average(x, axis=0, returned=True); np.nansum(x, axis=0)
np.nanprod(x); np.nanmax(x, axis=0); np.nanmin(x); np.nanmean(x, axis=0, keepdims=True); np.nanvar(x, axis=1, ddof=1)
np.nanstd(x); np.nancumsum(x, axis=1); np.nancumprod(x, axis=0); np.median(x); np.median(t, axis=(0, 2))
np.median(x, axis=1, keepdims=True); np.quantile(x, 0.3); np.nanmedian(x, axis=0)
np.quantile(t, [0.1, 0.9], axis=1, keepdims=True); np.percentile(x, [[20], [40]], axis=0)
np.nanpercentile(x, 35, axis=1); np.quantile(x, 0.3, axis=0, method="lower")
np.quantile(x, 0.3, axis=0, method="hazen"); np.nanquantile(x, [0.2, 0.7])
np.quantile(x, 0.4, axis=1, method="midpoint"); np.quantile(x, 0.4, method="nearest")
np.quantile(x, 0.4, method="weibull"); np.cov(x); np.cov(x, rowvar=False, ddof=0); np.cov(v, x[0]); np.corrcoef(x)
np.corrcoef(v, x[1]); np.trapezoid(x); np.trapezoid(x, axis=0, dx=2.0); np.trapezoid(x, v); np.gradient(x)
np.gradient(x, 2.0, axis=1); np.gradient(x, np.array([0.0, 1.0, 3.0, 4.0]), axis=1, edge_order=2)
np.gradient(x, edge_order=2); np.gradient(v, 0.5); np.diff(x); np.diff(x, 2, axis=0); np.diff(x, axis=0, prepend=0)
np.diff(v, append=[1.0, 2.0]); np.ediff1d(x, to_end=1); np.interp(x, np.arange(5.0), np.arange(5.0) ** 2)
np.interp(x, np.arange(3.0), np.arange(3.0), left=-1, right=7)
np.interp(x, np.arange(3.0), np.arange(3.0) + 1, period=3.5); np.unwrap(x, period=2.0); np.dot(x, v); np.dot(t, v)
np.dot(t, x.T); np.dot(x, 2.0); np.vdot(x, x[::-1]); np.inner(x, t); np.matmul(x, v); np.matmul(t, x.T)
np.matmul(s, t); np.matmul(t, np.swapaxes(t, 1, 2)); np.matmul(v, x.T); np.matmul(v, np.swapaxes(t, 1, 2))
np.outer(x, v); np.tensordot(t, x, ([1, 2], [0, 1])); np.tensordot(x, x, 2); np.kron(x, s); np.kron(v, v)
np.kron(x, v); np.kron(t, x); np.cross(s, s[::-1]); np.cross(s, x[:, 0], axis=0); np.cross(s, s[0])
np.convolve(v, x[0]); np.convolve(x[:, 0], v, "same"); np.convolve(v, x[0], "valid"); np.correlate(v, x[:, 1])
np.correlate(v, x[0], "full"); np.correlate(v, x[:, 0], "same"); np.einsum("ij,kj->ik", x, x); np.einsum("ij->ji", x)
np.einsum("ii", s); np.einsum("ii->i", s); np.einsum("ij,j,i->", x, v, x[:, 0]); np.einsum("abc,cd->abd", t, x.T)
np.einsum("...j,j", t, v); np.einsum("bij,bkj->bik", t, t); np.einsum("ij,ij->ij", x, x); np.einsum("i,j->ij", v, v)
np.einsum("abc->b", t); np.einsum(x, [0, 1], v, [1], [0]); np.einsum("...ij,...jk->...ik", t, x.T)
np.einsum("aab->b", np.stack([s, s, s])); np.einsum("ij,ik,il->jkl", x, x, s); np.where(x > 1, x, 0.0)
np.where(x > 1, v, np.expand_dims(np.sqrt(s[:, 0]), 1)); np.clip(x, 0.5, 1.5); np.clip(x, None, v); np.clip(x, min=1)
np.round(x, 1) * 0 + x; np.real(x); np.nan_to_num(x); np.sinc(x); np.tril(x); np.triu(t, 1); np.tril(s, -1); np.triu(v)
np.diag(x); np.diag(v, 1); np.diagflat(x, -1); np.diagonal(t, 1, 1, 2); np.trace(x); np.trace(t, 1, 2, 1); np.vander(v)
np.vander(v, 3, increasing=True); np.reshape(x, (2, 6)); np.reshape(x, -1); np.reshape(x, (4, 3), order="F")
np.ravel(x); np.ravel(x, order="F"); np.copy(x); np.transpose(x); np.transpose(t, (1, -1, 0)); np.swapaxes(t, 0, 2)
np.moveaxis(t, [0, 1], [-1, 0]); np.rollaxis(t, 2); np.rollaxis(t, 0, 2); np.expand_dims(x, (0, 2))
np.squeeze(x[:1], axis=0); np.squeeze(np.expand_dims(x, 1)); np.permute_dims(t, (2, 0, 1)); np.matrix_transpose(t)
np.roll(x, 1); np.roll(x, -5, axis=1); np.roll(x, (1, 2), axis=(0, 1)); np.flip(t); np.flip(t, (0, 2)); np.fliplr(x)
np.flipud(x); np.rot90(x); np.rot90(x, 2); np.rot90(t, 3, (1, 2)); np.concatenate([x, s], axis=1)
np.concatenate((x, x), axis=None); np.concat([x, x]); np.stack([x, x], axis=-1); np.hstack([x, s]); np.hstack([v, v])
np.vstack([x, v]); np.dstack([x, x]); np.dstack([v, v]); np.column_stack([v, v, x.T]); np.block([[x, s], [s, x]])
np.block([v, v]); np.append(x, v); np.append(x, x, axis=0); np.tile(x, 2); np.tile(v, (2, 1, 3)); np.repeat(x, 2)
np.repeat(x, 3, axis=1); np.repeat(x, [1, 0, 2], axis=0); np.split(x, 3); np.split(x, [1, 2], axis=1)
np.array_split(x, 3, axis=1); np.array_split(v, 3); np.hsplit(x, 2); np.vsplit(x, 3); np.dsplit(t, 2)
np.hsplit(v, [1]); np.delete(x, 1, axis=0); np.delete(x, [0, 5]); np.delete(x, slice(0, 2), axis=1)
np.insert(x, 1, 7.0, axis=1); np.insert(v, -1, 2.0); np.insert(x, 1, v, axis=0); np.resize(x, (2, 7)); np.trim_zeros(v)
np.broadcast_to(v, (3, 4)); np.broadcast_arrays(x, v); np.atleast_1d(x); np.atleast_2d(v); np.atleast_3d(x)
np.atleast_3d(v); np.meshgrid(v, x[0]); np.meshgrid(v, x[0], t[0, 0], indexing="ij"); np.meshgrid(v, v, sparse=True)
np.pad(x, 1); np.pad(x, ((1, 2), (0, 3)), constant_values=5); np.pad(v, (2, 1), constant_values=(3, 4))
np.pad(x, 2, "edge"); np.pad(x, (2, 3), "reflect"); np.pad(x, 2, "symmetric"); np.pad(x, (5, 1), "wrap")
np.pad(v, 2, "mean"); np.pad(v, 2, "maximum"); np.pad(v, (2, 1), "linear_ramp", end_values=(0, 1))
np.pad(v, 2, "reflect", reflect_type="odd"); np.pad(x, ((0, 0), (1, 1)), "minimum")
np.pad(v, 3, "symmetric", reflect_type="odd"); np.sort(x); np.sort(x, axis=None); np.sort(x, axis=0, kind="stable")
np.take(x, [1, 0]); np.take(x, [[1, 2]], axis=1); np.take(x, 2, axis=0); np.take(x, [5, -9], axis=0, mode="wrap")
np.take_along_axis(x, np.argsort(x, axis=0), axis=0); np.compress([True, False, True], x, axis=0); np.extract(x > 1, x)
np.choose(np.array([0, 1, 1, 0]), [v, np.sqrt(v)]); np.select([x > 1.5, x > 1], [x, np.sqrt(x)], 7.0)
np.linspace(x, x + 1, 4); np.linspace(v, 3.0, 3, endpoint=False, axis=-1); np.geomspace(v + 1, 50.0, 3)
np.logspace(v, 3.0, 3); np.full_like(x, 3) * x; np.zeros_like(x) + x; np.ones_like(x) * x; np.polyval(v, x)
np.add.reduce(x); np.add.reduce(x, axis=(0, 1)); np.multiply.reduce(x, axis=1, keepdims=True); np.maximum.reduce(x)
np.add.accumulate(x, axis=1); np.multiply.accumulate(x); np.multiply.outer(x, v); np.add.outer(v, np.arange(3.0))
np.logaddexp.reduce(x); np.subtract(x, v); np.arange(4.0) - x; np.arange(4.0) / x; np.arange(1.0, 5.0) ** x
np.float64(2) * x; np.arange(12.0).reshape(3, 4) @ v; x @ np.arange(4.0); np.hypot(x, v); np.logaddexp2(x, v)
np.fmod(x, 0.7); np.copysign(x, -1.0)
"""

# of integers, or piecewise constant
FLAT = """
np.argmax(x); np.argmin(x, axis=0, keepdims=True); x.reshape(-1)[np.argsort(x, axis=None)]
np.argsort(x, axis=None, stable=True)
np.any(x > 1, axis=0); np.all(x, keepdims=True); np.count_nonzero(x, axis=1); np.nanargmax(x, axis=1); np.nanargmin(x)
np.round(x); np.round(x, 2); np.around(x, -1); np.fix(x); np.floor(x); np.rint(x); np.sign(x); np.isclose(x, 1.0)
np.allclose(x, x + 1e-9); np.array_equal(x, x); np.array_equal(x, v); np.array_equiv(x, x); np.isfinite(x); np.isnan(x)
np.isposinf(x); np.isneginf(x); np.signbit(x); np.nonzero(x > 1); np.where(x > 1); np.flatnonzero(x > 1)
np.argwhere(x > 1); np.searchsorted(np.arange(3.0), x)
np.searchsorted(np.array([2.0, 0.0, 1.0]), v, "right", [1, 2, 0]); np.digitize(x, np.arange(3.0))
np.digitize(x, [2.0, 1.0, 0.0], right=True); np.unique(np.round(x))
np.unique(np.round(x), return_index=True, return_inverse=True, return_counts=True); np.isin(np.round(x), [1.0, 2.0])
np.isin(x, x[0], invert=True); np.histogram(x); np.histogram(x, 4, (0.0, 2.0)); np.histogram(x, [0.0, 1.0, 3.0])
np.histogram(x, 3, weights=x, density=True); np.histogram_bin_edges(x, 3); np.intersect1d(np.round(x), [1.0, 2.0])
np.union1d(np.round(x), v); np.setdiff1d(np.round(x), [1.0]); np.setxor1d(np.round(v), [1.0, 9.0])
np.lexsort((x[0], np.round(v))); np.tril_indices_from(x, 1); np.triu_indices_from(x); np.diag_indices_from(s)
np.logical_and(x, v > 1); np.logical_or.reduce(x > 1); np.logical_and.reduce(x > 1, axis=1); np.less(x, v)
np.arange(4.0) < x; np.equal(x, x); np.heaviside(x, 0.5); np.divmod(x, 0.7); np.floor_divide(x, 0.7); np.logical_not(x)
np.logical_xor(x, v); np.greater_equal(x, 1); np.shape(x)[0]; np.size(x); np.size(x, 1); np.ndim(t)
np.ones_like(x, dtype="int32"); np.zeros_like(x, "bool"); np.full_like(x, 3); np.full_like(x, 3, dtype="int8")
np.iscomplexobj(x); np.isrealobj(x); np.imag(x); np.angle(x); np.angle(x, deg=True)
"""


def expressions(text):
    """Yield the calls of a table."""
    return [part.strip() for line in text.strip().split("\n") for part in line.split("; ") if part.strip()]
