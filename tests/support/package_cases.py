"""Each operation of the packages of tensors in a small graph, and points at which it is smooth."""

import numpy as np

import tensorgraph.tensor as T
from tensorgraph.tensor.linalg.expm import ExpmGrad
from tensorgraph.tensor.linalg.solve import SolveOrNan
from tensorgraph.tensor.nlinalg import (
    eigh,
    matrix_inverse,
    pinv,
    qr,
    slogdet,
    svd,
    tensorinv,
    tensorsolve,
)  # fmt: skip
from tensorgraph.tensor.nnet import abstract_conv, blocksparse, bn, conv2d, conv3d, ctc, neighbours
from tensorgraph.tensor.nnet.conv import corr, legacy
from tensorgraph.tensor.signal import fft, pool
from tensorgraph.tensor.slinalg import cholesky, eigvalsh, expm, solve, solve_lower_triangular

rng = np.random.default_rng(4)
S = rng.normal(size=(3, 3)) + 3 * np.eye(3)
P = S @ S.T
H = np.diag([1.0, 2.5, 4.0]) + 0.1 * (S + S.T)
A, B = rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
images, filters = rng.normal(size=(2, 2, 4, 5)), rng.normal(size=(3, 2, 2, 3))
cubes, boxes = rng.normal(size=(1, 2, 3, 3, 2)), rng.normal(size=(2, 2, 2, 2, 1))
top, top3 = rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(1, 2, 2, 2, 2))
# no two elements of a window are close
peaks = rng.permutation(2 * 5 * 4).reshape(1, 2, 5, 4) / 3.0
scores = rng.normal(size=(4, 2, 3))
labels, lengths = np.array([[1, 2], [2, -1]], dtype="int32"), np.array([4, 3], dtype="int32")
blocks = [rng.normal(size=shape) for shape in ((2, 3, 4, 2), (2, 2, 4), (3, 2))]
rows, columns = np.array([[0, 1], [1, 0]]), np.array([[2, 0], [1, 2]])


def triangle(x):
    """A symmetric matrix of which `x` is a half."""
    return (x + x.T) / 2


def train(x, gamma, beta, which=0):
    return bn.batch_normalization_train(x, gamma, beta, axes="spatial")[which]


CASES = {
    "inverse": (matrix_inverse, [S]),
    "pinv of tall": (pinv, [A]),
    "pinv of wide": (pinv, [A.T]),
    "det": (T.nlinalg.det, [S]),
    "logarithm of det": (lambda x: slogdet(x)[1], [S]),
    "eigenvalues": (lambda x: eigh(triangle(x))[0], [H]),
    "eigenvectors": (lambda x: eigh(triangle(x))[1] ** 2, [H]),
    "eigenvalues of a pair": (lambda x, y: eigvalsh(triangle(x), triangle(y)), [H, P]),
    "singular values": (lambda x: svd(x, compute_uv=False), [A]),
    "singular vectors": (lambda x: svd(x, full_matrices=False)[0] ** 2, [A]),
    "qr": (lambda x: qr(x)[0], [A]),
    "r of qr": (lambda x: qr(x, mode="r"), [A]),
    "cholesky": (lambda x: cholesky(triangle(x)), [P]),
    "lu": (lambda x: T.linalg.lu_factor(x)[0], [S]),
    "solve": (solve, [S, B]),
    "solve or nan": (SolveOrNan(), [S, B]),
    "solve lower": (solve_lower_triangular, [S, B]),
    "least squares": (lambda x, y: T.nlinalg.lstsq()(x, y, T.constant(-1.0))[0], [A, A[:, :2] + 1]),
    "expm": (expm, [S / 2]),
    "slope of expm": (lambda x, y: ExpmGrad()(x, y), [S / 2, P / 4]),
    "tensorinv": (lambda x: tensorinv(x, 1), [rng.normal(size=(4, 2, 2)) + np.eye(4).reshape(4, 2, 2)]),
    "tensorsolve": (tensorsolve, [rng.normal(size=(2, 2, 4)) + np.eye(4).reshape(2, 2, 4), rng.normal(size=(2, 2))]),
    "rfft": (fft.rfft, [rng.normal(size=(2, 4, 3))]),
    "irfft": (lambda x: fft.irfft(x), [rng.normal(size=(2, 3, 2))]),
    "conv2d": (lambda x, w: conv2d(x, w, border_mode=1, subsample=(2, 1)), [images, filters]),
    "conv2d in groups": (
        lambda x, w: conv2d(x, w, num_groups=2, filter_dilation=(2, 1), border_mode="full"), [images, filters[:2, :1]]),
    "conv2d gradient of filters": (
        lambda x, g: abstract_conv.conv2d_grad_wrt_weights(x, g, (3, 2, 2, 3)), [images, top]),
    "conv2d gradient of images": (
        lambda g, w: abstract_conv.conv2d_grad_wrt_inputs(g, w, (2, 2, 4, 5)), [top, filters]),
    "conv3d": (conv3d, [cubes, boxes]),
    "conv3d gradient of filters": (
        lambda x, g: abstract_conv.conv3d_grad_wrt_weights(x, g, (2, 2, 2, 2, 1)), [cubes, top3]),
    "conv3d gradient of images": (
        lambda g, w: abstract_conv.conv3d_grad_wrt_inputs(g, w, (1, 2, 3, 3, 2)), [top3, boxes]),
    "correlation": (lambda x, w: corr.CorrMM()(x, w), [images, filters]),
    "correlation gradient of filters": (
        lambda x, g: corr.CorrMM_gradWeights()(x, g, T.constant([2, 3])), [images, top]),
    "correlation gradient of images": (lambda w, g: corr.CorrMM_gradInputs()(w, g, T.constant([4, 5])), [filters, top]),
    "correlation 3d": (lambda x, w: corr.Corr3dMM()(x, w), [cubes, boxes]),
    "correlation 3d gradient of filters": (
        lambda x, g: corr.Corr3dMM_gradWeights()(x, g, T.constant([2, 2, 1])), [cubes, top3]),
    "correlation 3d gradient of images": (
        lambda w, g: corr.Corr3dMM_gradInputs()(w, g, T.constant([3, 3, 2])), [boxes, top3]),
    "old convolution": (
        lambda x, w: legacy.ConvOp((2, 4, 5), (2, 3), nkern=3, bsize=2)(x, w), [images, filters]),
    "batch normalization": (train, [images, *np.ones((2, 1, 2, 1, 1)) + rng.normal(size=(2, 1, 2, 1, 1)) / 9]),
    "slope of batch normalization": (
        lambda x, g: T.grad((train(x, g, g) ** 2).sum(), x), [images, 1 + rng.uniform(size=(1, 2, 1, 1))]),
    "batch normalization in use": (
        lambda x, g, m: bn.batch_normalization_test(x, g, g, m, g**2, axes="spatial"),
        [images, *1 + rng.uniform(size=(2, 1, 2, 1, 1))]),
    "patches": (lambda x: neighbours.images2neibs(x, (2, 3), (1, 2)), [images]),
    "patches put back": (
        lambda x: T.grad((neighbours.images2neibs(x, (2, 3), mode="ignore_borders") ** 3).sum(), x), [images]),
    "blocks": (lambda w, h, b, i, o: blocksparse.sparse_block_dot(w, h, i, b, o), [*blocks, rows, columns]),
    "outer blocks": (
        lambda w, h, b, i, o: T.grad((blocksparse.sparse_block_dot(w, h, i, b, o) ** 2).sum(), w),
        [*blocks, rows, columns]),
    "largest of windows": (lambda x: pool.pool_2d(x, (2, 2), ignore_border=True, stride=(1, 2)), [peaks]),
    "slope of the largest of windows": (
        lambda x: T.grad((pool.pool_2d(x, (2, 2), ignore_border=True) ** 3).sum(), x), [peaks]),
    "sums of windows": (lambda x: pool.pool_2d(x, (2, 2), ignore_border=False, mode="sum"), [peaks]),
    "means of windows": (
        lambda x: pool.pool_2d(x, (2, 2), ignore_border=True, pad=(1, 1), mode="average_exc_pad"), [peaks]),
}  # fmt: skip

FIRST_ORDER = {
    "ctc": (lambda x, y, n: ctc.ctc(x, y, n), [scores, labels, lengths]),
}
