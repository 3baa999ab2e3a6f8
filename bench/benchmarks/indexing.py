"""Index arrays and masks among slices, beside NumPy's own."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

ROWS, MASK = T.lvector("rows"), T.bvector("mask") > 0
INDICES = {
    "rows,:,2:5": np.s_[ROWS, :, 2:5],
    ":,rows": np.s_[:, ROWS],
    ":,:,rows": np.s_[:, :, ROWS],
    "rows,:,rows": np.s_[ROWS, :, ROWS],
    "mask": np.s_[MASK,],
    "mask,1": np.s_[MASK, 1],
}


class Mixed:
    """``x[index]``, an update of it, and its gradient."""

    params = list(INDICES)
    param_names = ["index"]

    def setup(self, index):
        rng = np.random.default_rng(1)
        self.x, self.rows = rng.standard_normal((200, 60, 20)), rng.integers(0, 20, 100)
        self.mask = rng.random(200) > 0.5
        self.given = self.x, self.rows, self.mask.astype("int8")
        symbolic = INDICES[index]
        self.index = tuple([self.rows if v is ROWS else self.mask if v is MASK else v for v in symbolic])
        x = T.tensor3("x")
        y = x[symbolic]
        inputs = [x, ROWS, MASK.owner.inputs[0]]
        self.get = theano.function(inputs, y, on_unused_input="ignore")
        self.increase = theano.function(inputs, T.inc_subtensor(y, 1.0), on_unused_input="ignore")
        self.grad = theano.function(inputs, T.grad((y**2).sum(), x), on_unused_input="ignore")

    def time_get(self, index):
        self.get(*self.given)

    def time_increase(self, index):
        self.increase(*self.given)

    def time_grad(self, index):
        self.grad(*self.given)

    def time_numpy_get(self, index):
        self.x[self.index]

    def time_numpy_increase(self, index):
        x = self.x.copy()
        np.add.at(x, self.index, 1.0)


class AlongRows:
    """Elements of each row that a matrix of indices names, and their gradient."""

    params = [["float32", "float64"], [(20, 6), (2000, 50), (50, 2000)]]
    param_names = ["dtype", "shape"]

    def setup(self, dtype, shape):
        rng = np.random.default_rng(1)
        self.x, self.i = rng.standard_normal(shape).astype(dtype), rng.integers(0, shape[1], shape)
        x, i = T.matrix("x", dtype), T.lmatrix("i")
        y = T.take_along_axis(x, i, 1)
        self.get = theano.function([x, i], y)
        self.grad = theano.function([x, i], T.grad((y**2).sum(), x))

    def time_get(self, dtype, shape):
        self.get(self.x, self.i)

    def time_grad(self, dtype, shape):
        self.grad(self.x, self.i)

    def time_numpy_get(self, dtype, shape):
        np.take_along_axis(self.x, self.i, 1)


class Columns:
    """A few columns of many rows, ends of padded axes, and what is backwards and turned."""

    params = [
        ["columns", "edge", "reflect", "turned"], ["float32", "float64"], [(60_000, 10), (1000, 100), (10, 60_000)]]
    param_names = ["what", "dtype", "shape"]

    def setup(self, what, dtype, shape):
        x = T.matrix(dtype=dtype)
        built = {
            "columns": x[:, np.array([3, 1, 4, 1, 5])], "edge": T.pad(x, 2, "edge"), "reflect": T.pad(x, 2, "reflect"),
            "turned": x.T[::-1],
        }
        self.f = theano.function([x], built[what])
        self.x = np.random.default_rng(0).random(shape).astype(dtype)

    def time_call(self, what, dtype, shape):
        self.f(self.x)


class Constant:
    """Rows at constant indices, read and added to, beside NumPy's own."""

    params = [100, 1_000, 50_000]
    param_names = ["indices"]

    def setup(self, indices):
        rng = np.random.default_rng(2)
        self.i = rng.integers(0, 85, indices)
        self.x, self.y = rng.standard_normal(85), rng.standard_normal(indices)
        x, y = T.dvectors("x", "y")
        self.take = theano.function([x], x[self.i])
        self.add = theano.function([x, y], T.inc_subtensor(x[self.i], y))
        self.count = theano.function([], T.inc_subtensor(T.zeros(85, "int64")[self.i], 1))
        self.take(self.x)
        self.add(self.x, self.y)

    def time_take(self, indices):
        self.take(self.x)

    def time_take_numpy(self, indices):
        self.x[self.i]

    def time_add(self, indices):
        self.add(self.x, self.y)

    def time_count(self, indices):
        self.count()

    def time_add_numpy(self, indices):
        np.add.at(self.x.copy(), self.i, self.y)


class Numbers:
    """Numbers that are added at as many indices, read from so many, beside NumPy's own."""

    params = [["int32", "int64"], [2_000, 200_000]]
    param_names = ["dtype", "indices"]

    def setup(self, dtype, indices):
        rng = np.random.default_rng(3)
        self.y, self.i = rng.normal(size=indices), rng.integers(0, 1000, indices).astype(dtype)
        y, i = T.dvector("y"), T.vector("i", dtype=dtype)
        self.add = theano.function([y, i], T.inc_subtensor(T.zeros(1000)[i], y))

    def time_add(self, dtype, indices):
        self.add(self.y, self.i)

    def time_numpy_add(self, dtype, indices):
        np.add.at(np.zeros(1000), self.i, self.y)


class WholeMasks:
    """What a mask of all axes chooses, by the share that it chooses."""

    params = [[(100_000,), (300, 300), (10, 10, 10, 30)], [0.02, 0.5, 0.98]]
    param_names = ["shape", "share"]

    def setup(self, shape, share):
        x, mask = T.TensorType("float64", [False] * len(shape))(), T.TensorType("bool", [False] * len(shape))()
        rng = np.random.default_rng(0)
        self.given = rng.random(shape), rng.random(shape) < share
        self.take, self.put = (theano.function([x, mask], z) for z in (x[mask], T.set_subtensor(x[mask], 0)))

    def time_take(self, shape, share):
        self.take(*self.given)

    def time_put(self, shape, share):
        self.put(*self.given)
