"""Convolutions and Fourier transforms."""

from itertools import product

import numpy as np
import pytensor.scalar as ps
import pytensor.tensor as pt
from pytensor.tensor import fft
from pytensor.tensor.blockwise import Blockwise
from pytensor.tensor.signal import convolve1d, convolve2d
from pytensor.tensor.signal.conv import Convolve1d
from pytensor_agreement import case

RNG = np.random.default_rng(8)


@case()
def convolutions():
    for dtype in ("float32", "float64"):
        x, y = pt.tensor("x", dtype=dtype, shape=(None,)), pt.tensor("y", dtype=dtype, shape=(None,))
        a, b = RNG.normal(size=8).astype(dtype), RNG.normal(size=3).astype(dtype)
        found = [convolve1d(x, y, mode=m) for m in ("full", "valid", "same")]
        yield [x, y], found, [a, b], [b, a]
        yield [x, y], [pt.grad(z.sum(), w) for z, w in product(found, (x, y))], [a, b]
    m, v = pt.matrices("mv")
    yield [m, v], convolve1d(m, v, mode="full"), [RNG.normal(size=(2, 5)), RNG.normal(size=(2, 3))]
    y = pt.vector("y")
    found = [convolve1d(m, y, mode=k) for k in ("valid", "full")]
    yield [m, y], found, [RNG.normal(size=(2, 5)), RNG.normal(size=3)]
    yield [m, y], [pt.grad((z**2).sum(), w) for z, w in product(found, (m, y))], [RNG.normal(size=(2, 5)), np.ones(3)]
    t, full = pt.tensor3("t"), ps.bool("full")
    yield [t, m, full], Blockwise(Convolve1d())(t, m, full), *[
        [RNG.normal(size=(3, 2, 4)), RNG.normal(size=(2, 6)), np.bool_(k)] for k in (True, False)
    ]
    yield [y, m], [convolve1d(y, y), convolve1d(m, m[:, :0])], [np.zeros(0), np.ones((2, 2))]
    for one, other in product(("int8", "bool", "complex64"), repeat=2):
        x, y = pt.tensor("x", dtype=one, shape=(None,)), pt.tensor("y", dtype=other, shape=(None,))
        yield [x, y], convolve1d(x, y), [np.ones(4, one), np.arange(3).astype(other)]


@case()
def convolutions_of_images():
    x, y = pt.matrices("xy")
    found = [
        convolve2d(x, y, mode=m, boundary=b) for m, b in product(("full", "valid", "same"), ("fill", "wrap", "symm"))
    ]
    yield [x, y], found, [RNG.normal(size=(5, 6)), RNG.normal(size=(3, 2))]
    yield [x, y], [pt.grad((z**2).sum(), w) for z, w in product(found[::3], (x, y))], [np.ones((4, 4)), np.eye(2)]
    yield [x, y], convolve2d(x, y, mode="valid"), [RNG.normal(size=(3, 2)), RNG.normal(size=(5, 6))]
    t = pt.tensor3("t")
    found = [convolve2d(t, y, mode=m, method=k) for m, k in product(("full", "valid"), ("direct", "fft"))]
    yield [t, y], found, [RNG.normal(size=(3, 5, 6)), RNG.normal(size=(2, 2))]


@case()
def transforms():
    x = pt.matrix("x")
    f = fft.rfft(x)
    yield [x], [f, fft.rfft(x, norm="ortho"), fft.irfft(f), fft.irfft(f, norm="ortho")], [RNG.normal(size=(2, 8))]
    yield [x], pt.grad((f**2).sum(), x), [RNG.normal(size=(2, 8))]
    for dtype, shape in product(("float32", "float64"), ((3, 7), (2, 1), (2, 4, 5))):
        x = pt.tensor("x", dtype=dtype, shape=(None,) * len(shape))
        f = fft.rfft(x)
        found = [f, fft.irfft(f), fft.irfft(f, is_odd=True), fft.irfft(f, norm="no_norm", is_odd=True)]
        value = RNG.normal(size=shape).astype(dtype)
        yield [x], [*found[: 1 if shape[-1] == 1 else 4], fft.rfft(x, norm="ortho")], [value]
        yield [x], pt.grad((fft.irfft(f, is_odd=True) ** 2).sum(), x), [value]
    x, n = pt.matrix("x"), pt.lvector("n")
    yield [x, n], fft.RFFTOp()(x, n), *[[RNG.normal(size=(2, 6)), np.array([k])] for k in (4, 6, 9)]


@case()
def general_transforms():
    from pytensor.tensor.fourier import fft as transform

    x = pt.vector("x")
    yield [x], [transform(x, 5, 0), transform(x, None, None)], [RNG.normal(size=8)]
    y, n, axis = pt.matrix("y"), pt.iscalar("n"), pt.bscalar("axis")
    made = transform(y, n, axis)
    yield [y, n, axis], [made, made.shape], [RNG.normal(size=(3, 4)), np.int32(6), np.int8(0)]
