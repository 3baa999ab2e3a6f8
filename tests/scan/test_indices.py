"""Index arrays and masks beside slices, in steps: no Python runs between the steps."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

RNG = np.random.default_rng(4)
X, ROWS, COLUMNS = RNG.standard_normal((5, 3, 4)), np.array([0, 4, 2]), np.array([1, 1, 3])
MASKS = (RNG.random((3, 4)) > 0.5).astype("int8")


def kinds(program):
    """The kinds of all steps, those of loops inside too."""
    found = []
    for step in program.steps:
        found.append(step.kind)
        if "program" in step.params:
            found.extend(kinds(step.params["program"]))
    return found


def check(f, outputs, inputs, values):
    """There is no Python step, and the references give the same."""
    assert "python" not in kinds(f.program)
    slow = theano.function(inputs, outputs, mode="FAST_COMPILE")
    for got, want in zip(f(*values), slow(*values)):
        np.testing.assert_allclose(got, want, rtol=1e-12)


@pytest.mark.parametrize("rewrites", ["fast_run", "o2"])
def test_reads_and_writes(rewrites):
    x, rows, columns, n = T.tensor3("x"), T.lvector("rows"), T.lvector("columns"), T.lscalar("n")
    masks = T.bmatrix("masks")

    def step(row, mask, acc):
        part = x[row, :, columns]
        acc = T.set_subtensor(acc[mask > 0, 1:], part[:, : n + 1].sum())
        return T.inc_subtensor(acc[columns, :], part)

    out, _ = theano.scan(step, sequences=[rows, masks], outputs_info=T.zeros((4, 3)))
    outputs = [out, T.grad((out**2).sum(), x)]
    inputs = [x, rows, columns, masks, n]
    f = theano.function(inputs, outputs, mode=theano.Mode("cvm", rewrites))
    check(f, outputs, inputs, [X, ROWS, COLUMNS, MASKS, 1])
    acc = np.zeros((4, 3))
    for got, row, mask in zip(f(X, ROWS, COLUMNS, MASKS, 1)[0], ROWS, MASKS):
        part = X[row, :, COLUMNS]
        acc[mask > 0, 1:] = part[:, :2].sum()
        np.add.at(acc, COLUMNS, part)
        np.testing.assert_allclose(got, acc)


def test_what_is_the_same_in_each_step_is_read_once():
    x, rows, columns, n = T.tensor3("x"), T.lvector("rows"), T.lvector("columns"), T.lscalar("n")
    out, _ = theano.scan(lambda row: (x[rows, : n + 1, columns] * row).sum(), sequences=[rows])
    f = theano.function([x, rows, columns, n], [out])
    check(f, [out], [x, rows, columns, n], [X, ROWS, COLUMNS, 1])
    (loop,) = [step for step in f.program.steps if step.kind == "scan"]
    assert "pick" in f.kinds() and "pick" not in kinds(loop.params["program"])
