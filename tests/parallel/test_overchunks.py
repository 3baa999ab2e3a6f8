"""``map_over`` and ``sum_over`` on executors of all kinds."""

import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from executors import MAKERS, AtOnce, Exhausted, Failing, Meeting, Suicide, Unloadable, chunks, loky, model, processes
from hypothesis import given
from hypothesis import strategies as st
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.parallel import map_over, sum_over
from tensorgraph.parallel.addition_tree import tree_sum
from tensorgraph.parallel.parcel import Missing, Parcel, perform

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def same(results, others):
    return len(results) == len(others) and all(np.array_equal(a, b) for a, b in zip(results, others))


@pytest.mark.parametrize("name", MAKERS)
def test_all_executors_give_the_same_bits(name):
    f, data, executor = model(), chunks(11), MAKERS[name]()
    assert all(same(a, f(x)) for a, x in zip(map_over(f, data, executor), data, strict=True))
    assert same(sum_over(f, data, executor), tree_sum([f(x) for x in data]))


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=70), st.integers(0, 6))
def test_the_order_of_a_sum(values, level):
    """A block of ``2**level`` terms may be added apart, and the sum is that of the recursive definition."""

    def recursive(terms):
        if len(terms) == 1:
            return terms[0]
        half = 1 << (len(terms) - 1).bit_length() - 1
        return recursive(terms[:half]) + recursive(terms[half:])

    terms = [[np.asarray(v)] for v in values]
    size = 1 << level
    blocks = [tree_sum(terms[i : i + size]) for i in range(0, len(terms), size)]
    with np.errstate(over="ignore", invalid="ignore"):
        wanted = recursive(np.asarray(values))
    assert np.array_equal(tree_sum(terms)[0], wanted, equal_nan=True)
    assert np.array_equal(tree_sum(blocks)[0], wanted, equal_nan=True)


def test_forms_of_results_and_arguments():
    x, y = T.dvectors("x", "y")
    pairs = [(np.ones(2), np.ones(2)), (np.ones(3), np.zeros(3))]
    with ThreadPoolExecutor(2) as executor:
        assert sum_over(theano.function([x, y], T.dot(x, y)), pairs, executor) == 2.0
        assert sum_over(theano.function([x, y], {"d": T.dot(x, y), "s": x.sum()}), pairs, executor) == {"d": 2, "s": 5}
        assert sum_over(theano.function([x, y], [T.dot(x, y)]), iter(pairs), executor) == [2.0]
        assert list(map_over(theano.function([x], x * 2), [], executor)) == []


def test_chunks_are_taken_as_they_are_needed():
    taken = []

    def endless():
        while True:
            taken.append(len(taken))
            yield np.ones((2, 5))

    with ThreadPoolExecutor(2) as executor:
        results = map_over(model(), endless(), executor)
        for _ in range(10):
            next(results)
        results.close()
    assert 10 <= len(taken) <= 17


def test_a_change_of_a_shared_variable_reaches_workers():
    x, w = T.dvector("x"), theano.shared(1.0, "w")
    f = theano.function([x], (x * w).sum())
    with ProcessPoolExecutor(2) as executor:
        for value in (1.0, 2.0, 3.0):
            w.set_value(value)
            assert list(map_over(f, [np.ones(2)] * 5, executor)) == [2 * value] * 5


class Counting(AtOnce):
    """Counts tasks that carry the function."""

    sent = 0

    def submit(self, function, *args):
        """Count, and call."""
        self.sent += args[1] is not None
        return super().submit(function, *args)


@pytest.mark.parametrize("name", ["4 threads", "fork 2", "spawn 2", "loky 2"])
def test_workers_work_at_the_same_time(tmp_path, name):
    """Also on the first chunks, which bring the function."""
    x = T.dscalar("x")
    f = theano.function([x], Meeting(tmp_path, 2)(x))
    assert list(map_over(f, [0.0, 1.0], MAKERS[name]())) == [0.0, 2.0]


def test_a_function_is_sent_once():
    f, executor = model(), Counting()
    for _ in range(3):
        sum_over(f, chunks(20), executor)
    assert executor.sent == (os.cpu_count() or 1)
    assert perform(("no", "such"), None, None, None, ()) is Missing


def test_the_code_of_a_parcel_has_no_values():
    x, w = T.dvector("x"), theano.shared(np.ones(100_000), "w")
    parcel = Parcel(theano.function([x], (x * w).sum()), "test")
    assert len(parcel.code) < 10_000 and len(parcel.values) > 800_000


def test_an_error_comes_back_with_the_line():
    f = model()
    for executor in (AtOnce, processes(2), lambda: ThreadPoolExecutor(2)):
        with pytest.raises(ValueError, match="executors.py") as caught:
            sum_over(f, [*chunks(3), np.ones((2, 4)), *chunks(3)], executor)
        assert any("chunk 3" in note for note in caught.value.__notes__)


@pytest.mark.parametrize("work", [sum_over, lambda *args: list(map_over(*args))], ids=["sum_over", "map_over"])
def test_the_end_of_an_iterator_is_an_error(work):
    """StopIteration of an operation ends neither the results nor hides the line."""
    x = T.dvector("x")
    f = theano.function([x], Exhausted()(x).sum())
    for executor in (AtOnce, processes(1), lambda: ThreadPoolExecutor(2)):
        with pytest.raises(RuntimeError, match="^StopIteration") as caught:
            work(f, [np.ones(2)], executor)
        assert "test_overchunks.py" in str(caught.value) and caught.value.user_lines
        assert "in chunk 0" in caught.value.__notes__[-1]


@pytest.mark.parametrize("local", [True, False], ids=["not pickled", "not loaded"])
def test_an_error_that_cannot_be_sent_is_told(local):
    """It neither hides behind an error of pickling nor breaks the pool."""
    x = T.dvector("x")
    f = theano.function([x], Failing(local)(x).sum())
    with ProcessPoolExecutor(1) as pool:
        # where another test has imported Dask, its pickles of errors ask no class for its own
        with pytest.raises((RuntimeError, Unloadable), match="hot and cold") as caught:
            sum_over(f, [np.ones(2), -np.ones(2)], pool)
        notes = "\n".join(caught.value.__notes__)
        assert "in chunk 1" in notes
        if not isinstance(caught.value, Unloadable):
            assert str(caught.value).startswith("Local: " if local else "Unloadable: ")
            assert "raised in a worker" in notes and "executors.py" in notes
        assert sum_over(f, [np.ones(2)], pool) == 2
    with pytest.raises(ValueError, match="hot and cold"):
        sum_over(f, [-np.ones(2)], ThreadPoolExecutor(1))


def test_an_error_keeps_its_class_where_what_it_holds_cannot_be_sent():
    x = T.dvector("x")
    f = theano.function([x], Failing(None)(x).sum())
    with pytest.raises(ValueError, match="hot and cold") as caught:
        sum_over(f, [np.ones(2), -np.ones(2)], lambda: ProcessPoolExecutor(1))
    notes = "\n".join(caught.value.__notes__)
    assert "in chunk 1" in notes and "cannot be sent between processes: kind" in notes
    assert caught.value.user_lines and not hasattr(caught.value, "kind")


def test_a_killed_worker_of_loky_loses_nothing(tmp_path):
    x = T.dvector("x")
    f = theano.function([x], T.exp(Suicide(tmp_path / "killed", False)(x) / 10).sum())
    data = [np.full(1, float(i)) for i in range(20)]
    total = sum_over(f, data, loky(2))
    assert (tmp_path / "killed").exists() and total == tree_sum([[f(v)] for v in data])[0]


MAIN = """
import sys
import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
from joblib.externals.loky import ProcessPoolExecutor
from tensorgraph.parallel import map_over

class Double(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        outputs[0][0] = inputs[0] * 2

if __name__ == "__main__":
    x = T.dvector("x")
    f = theano.function([x], Double()(x).sum())
    print(*map_over(f, [np.ones(2), np.ones(3)], lambda: ProcessPoolExecutor(2)))
"""


def test_operations_of_the_main_program(tmp_path):
    pytest.importorskip("joblib")
    (tmp_path / "program.py").write_text(MAIN)
    assert run(str(tmp_path / "program.py")).stdout.split() == ["4.0", "6.0"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_killed_worker_loses_nothing(tmp_path, method):
    x = T.dvector("x")
    f = theano.function([x], T.exp(Suicide(tmp_path / "killed", False)(x) / 10).sum())
    data = [np.full(1, float(i)) for i in range(20)]
    total = sum_over(f, data, processes(2, method))
    assert (tmp_path / "killed").exists()
    assert total == tree_sum([[f(v)] for v in data])[0]
    (tmp_path / "killed").unlink()
    with ProcessPoolExecutor(2) as executor, pytest.raises(BrokenExecutor) as caught:
        sum_over(f, data, executor)
    assert "pass a function that makes the executor" in caught.value.__notes__[0]


def test_a_chunk_that_always_kills_is_given_up(tmp_path):
    x = T.dvector("x")
    f = theano.function([x], Suicide(tmp_path / "killed", True)(x).sum())
    with pytest.raises(BrokenExecutor) as caught:
        sum_over(f, [np.full(1, float(i)) for i in range(20)], processes(2))
    assert "3 executors" in caught.value.__notes__[0]


def test_mistakes():
    x, s = T.dvector("x"), theano.shared(0.0, "s")
    f = theano.function([x], x * 2)
    with pytest.raises(TypeError, match="compiled function"):
        map_over(np.sin, [], AtOnce())
    with pytest.raises(TypeError, match="updates s"):
        sum_over(theano.function([x], x, updates=[(s, s + x.sum())]), [np.ones(2)], AtOnce())
    with pytest.raises(TypeError, match="method submit"):
        map_over(f, [], 2)
    with pytest.raises(TypeError, match="must return an executor"):
        list(map_over(f, [], lambda: None))
    with pytest.raises(ValueError, match="no chunks"):
        sum_over(f, [], AtOnce())
    with pytest.raises(ValueError, match=r"shape \(2,\).*\(3,\)"):
        sum_over(f, [np.ones(2), np.ones(3)], AtOnce())
    with pytest.raises(TypeError, match="dtype bool"):
        sum_over(theano.function([x], x > 0), [np.ones(2)], AtOnce())
