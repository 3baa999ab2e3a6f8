"""The work that is compared: each case written once for every peer, in the way a user of that peer would."""

import numpy as np
from layers import LAYERS


def _optional(load):
    def loaded():
        try:
            return load()
        except ImportError:
            return None

    return loaded


def _tensorgraph():
    import tensorgraph
    import tensorgraph.tensor

    return tensorgraph


def _jax():
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def _torch():
    import torch

    torch.set_num_threads(1)
    return torch


def _numexpr():
    import numexpr

    numexpr.set_num_threads(1)
    return numexpr


PEERS = {
    "tensorgraph": _tensorgraph,
    "numpy": lambda: np,
    "numexpr": _optional(_numexpr),
    "jax": _optional(_jax),
    "torch": _optional(_torch),
}


class Case:
    """One piece of work.

    Parameters
    ----------
    shapes : list of tuple
        Shapes of the arguments, filled with normal random numbers of `dtype`.
    expression : callable
        ``expression(m, *arguments)``, where `m` has NumPy's names; used by all peers but numexpr.
    numexpr : str, optional
        The same as text, of ``a b c d``.
    """

    def __init__(self, shapes, dtype, expression, numexpr=None):
        self.shapes, self.dtype, self.expression, self.numexpr = shapes, dtype, expression, numexpr

    def data(self):
        rng = np.random.RandomState(42)
        return [rng.standard_normal(shape).astype(self.dtype) for shape in self.shapes]

    def values(self, result):
        return [np.asarray(r) for r in (result if isinstance(result, (list, tuple)) else [result])]

    def build(self, name, peer, data):
        """A function without arguments that does the work on `peer`, or None."""
        if name == "numpy":
            return lambda: self.expression(np, *data)
        if name == "tensorgraph":
            T = peer.tensor
            xs = [T.TensorType(self.dtype, (False,) * x.ndim)() for x in data]
            f = peer.function(xs, self.expression(_Theano(T), *xs))
            return lambda: f(*data)
        if name == "numexpr":
            if self.numexpr is None:
                return None
            names = dict(zip("abcd", data, strict=False))
            return lambda: peer.evaluate(self.numexpr, names)
        if name == "jax":
            arrays = [peer.numpy.asarray(x) for x in data]
            f = peer.jit(lambda *xs: self.expression(peer.numpy, *xs))
            return lambda: peer.block_until_ready(f(*arrays))
        tensors = [peer.from_numpy(x) for x in data]
        return lambda: self.expression(_Torch(peer), *tensors)


class _Theano:
    """NumPy's names on the symbolic module."""

    def __init__(self, T):
        self._T = T

    def __getattr__(self, name):
        return getattr(self._T, name)


class _Torch:
    """NumPy's names on torch."""

    def __init__(self, torch):
        self._torch = torch

    def __getattr__(self, name):
        return getattr(self._torch, {"amax": "amax", "max": "amax"}.get(name, name))

    def mean(self, x, axis=None):
        return x.mean() if axis is None else x.mean(dim=axis)

    def sum(self, x, axis=None):
        return x.sum() if axis is None else x.sum(dim=axis)

    def max(self, x, axis=None):
        return x.amax() if axis is None else x.amax(dim=axis)

    def dot(self, a, b):
        return a @ b


def _softmax(m, x):
    if isinstance(m, _Theano):
        return m.nnet.softmax(x)
    if isinstance(m, _Torch):
        return m.softmax(x, 1)
    e = m.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _normal_cdf(m, x):
    if m is np:
        from scipy.special import erf
    elif isinstance(m, (_Theano, _Torch)):
        erf = m.erf
    else:
        from jax.scipy.special import erf
    return (1 + erf(0.75 * x)) / 2


def _logsumexp(m, x):
    if isinstance(m, _Theano):
        return m.log(m.sum(m.exp(x), axis=1))
    if isinstance(m, _Torch):
        return m.logsumexp(x, 1)
    top = x.max(axis=1)
    return m.log(m.exp(x - top[:, None]).sum(axis=1)) + top


CASES = {}
for _dtype in ("float64", "float32"):
    for _n in (100, 10_000, 1_000_000):
        _v = (_n,)
        CASES[f"polynomial/{_n}/{_dtype}"] = Case(
            [_v] * 3, _dtype, lambda m, a, b, c: 2 * a * b + b * b - a / (1 + c * c), "2*a*b + b*b - a/(1 + c*c)"
        )
        CASES[f"tanh_sigmoid/{_n}/{_dtype}"] = Case(
            [_v] * 4,
            _dtype,
            lambda m, a, b, c, d: m.tanh(a * b + c) * (1 / (1 + m.exp(-d))),
            "tanh(a*b + c) * (1/(1 + exp(-d)))",
        )
        CASES[f"gaussian/{_n}/{_dtype}"] = Case(
            [_v], _dtype, lambda m, a: m.exp(-((a - 0.5) ** 2) / 4) / 2, "exp(-((a - 0.5)**2) / 4) / 2"
        )
        CASES[f"normal_cdf/{_n}/{_dtype}"] = Case([_v], _dtype, _normal_cdf)
        CASES[f"softplus/{_n}/{_dtype}"] = Case([_v], _dtype, lambda m, a: m.log1p(m.exp(a)), "log1p(exp(a))")
    _m = (1000, 1000)
    CASES[f"sum_of_squares/{_dtype}"] = Case(
        [(10**6,)] * 2, _dtype, lambda m, a, b: m.sum((a - b) ** 2), "sum((a-b)**2)"
    )
    for _axis in (0, 1):
        CASES[f"mean_exp/axis{_axis}/{_dtype}"] = Case(
            [_m], _dtype, lambda m, a, axis=_axis: m.mean(m.exp(a), axis=axis)
        )
        CASES[f"max/axis{_axis}/{_dtype}"] = Case([_m], _dtype, lambda m, a, axis=_axis: m.max(a, axis=axis))
    CASES[f"logsumexp/{_dtype}"] = Case([_m], _dtype, _logsumexp)
    for _shape in ((600, 10), (128, 1000)):
        CASES[f"softmax/{_shape[0]}x{_shape[1]}/{_dtype}"] = Case([_shape], _dtype, _softmax)
    CASES[f"layer/{_dtype}"] = Case(
        [(600, 784), (784, 500), (500,)], _dtype, lambda m, x, w, b: m.tanh(m.dot(x, w) + b)
    )
CASES.update(LAYERS)
