"""The clients: where they come from, which of their own tests run, which programs train through them."""

import math
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A source distribution of the package index.

    Parameters
    ----------
    project, version : str
    """

    project: str
    version: str

    @property
    def name(self):
        """Name of its folder."""
        return f"{self.project}-{self.version}"


LASAGNE = Source("Lasagne", "0.1")
THEANO = Source("Theano", "1.0.5")
THEANETS = Source("theanets", "0.7.3")
DOWNHILL = Source("downhill", "0.4.0")


@dataclass(frozen=True)
class Tests:
    """Tests that a client ships.

    Parameters
    ----------
    name : str
        Of the row in the table, and of the file in ``expected/``.
    title : str
        For people.
    source : Source
    paths : tuple of str
        Files and folders below the source.
    long : tuple of str
        Tests that a quick run leaves out: they take seconds, and others that stay do the same with less.
    """

    name: str
    title: str
    source: Source
    paths: tuple
    long: tuple = ()


@dataclass(frozen=True)
class Program:
    """A program that trains a model, with what it must print.

    Parameters
    ----------
    title : str
        For people.
    sources : tuple of Source
        On its path.
    file : str
        In the folder ``programs``, or below the first source if ``shipped``.
    arguments : tuple of str
    falling : str
        A pattern with a number in it that is smaller the last time it is printed than the first time; or nothing.
    measure : str
        What the number is by which the program is judged, for people.
    good : str
        A pattern with that number in it.
    bounds : tuple of float
        Between which that number is the last time.
    shipped : bool
        Whether the client brings the program.
    ways : tuple of str
        How it is run: by ``python -m tensorgraph run``, or after a call of ``install_as_theano``.
    """

    title: str
    sources: tuple
    file: str
    falling: str
    measure: str
    good: str
    bounds: tuple
    arguments: tuple = ()
    shipped: bool = False
    ways: tuple = ("run",)

    @property
    def aim(self):
        """Describe the expected outcome."""
        low, high = self.bounds
        return f"{self.measure}: from {low} to {high}" + ("; the loss must fall" if self.falling else "")

    def judge(self, output):
        """Compare the output of the program with the expected one.

        Parameters
        ----------
        output : str

        Returns
        -------
        result : float or None
            The number by which it is judged, the last time it was printed.
        complaint : str or None
            What is wrong.
        """
        results = [float(number) for number in re.findall(self.good, output)]
        if not results:
            return None, f"it printed no {self.good!r}"
        if self.falling:
            course = [float(number) for number in re.findall(self.falling, output)]
            if len(course) < 2 or not course[-1] < course[0]:
                return results[-1], f"{self.falling!r} did not fall: {course}"
        low, high = self.bounds
        if not low <= results[-1] <= high:
            return results[-1], f"{self.good!r} is not between {low} and {high}"
        return results[-1], None


def _theano(name, title, *folders, long=()):
    paths, long = (tuple(f"theano/{path}" for path in below) for below in (folders, long))
    return Tests(name, f"Theano 1.0.5, {title}", THEANO, paths, long)


LONG_TENSORS = [
    *[f"tensor/tests/test_sort.py::Test_TopK::test_grad_{i}" for i in range(18, 24)],
    "tensor/tests/test_blas.py::TestGemmNoFlags::test_gemm",
    "tensor/tests/test_elemwise.py::test_CAReduce::test_c",
    "tensor/tests/test_basic.py::GammalnTester::test_grad",
]
LONG_NETWORKS = [
    "tensor/nnet/tests/test_abstract_conv.py::TestCorrConv2d::test_all",
    "tensor/nnet/tests/test_abstract_conv.py::TestCorrConv3d::test_all",
    "tensor/nnet/tests/test_neighbours.py::T_Images2Neibs::test_neibs_full_step_by_valid",
    "tensor/nnet/tests/test_corr3d.py::TestCorr3D::test_basic",
    "tensor/nnet/tests/test_corr3d.py::TestCorr3D::test_non_contiguous",
]
LONG_OTHERS = [
    "sandbox/tests/test_rng_mrg.py::test_binomial",
    "sandbox/tests/test_rng_mrg.py::test_uniform",
    "sandbox/tests/test_multinomial.py::test_n_samples_2",
    "sandbox/tests/test_multinomial_wo_replacement.py::test_OP::test_select_proportional_to_weight",
    "scalar/tests/test_basic.py::test_upgrade_to_float::test_binary",
    "scalar/tests/test_basic.py::test_upgrade_to_float::test_true_div",
]


TESTS = [
    Tests("lasagne", "Lasagne 0.1", LASAGNE, ("lasagne/tests",)),
    _theano("theano-functions", "graphs, gradients, functions", "tests", "compile/tests"),
    _theano("theano-tensor", "tensors", "tensor/tests", long=LONG_TENSORS),
    _theano("theano-nnet", "networks", "tensor/nnet/tests", "tensor/signal/tests", long=LONG_NETWORKS),
    _theano("theano-scan", "loops", "scan_module/tests"),
    _theano("theano-sparse", "sparse matrices", "sparse/tests", long=["sparse/tests/test_basic.py::UsmmTests::test"]),
    _theano(
        "theano-graphs", "the machinery", "gof/tests", "scalar/tests", "sandbox/tests", "typed_list/tests",
        long=LONG_OTHERS,
    ),
]

# what the programs here print
OURS = {"falling": r"loss ([\d.]+), error", "good": r"loss [\d.]+, error ([\d.]+)"}
MNIST = {
    "sources": (LASAGNE,),
    "file": "examples/mnist.py",
    "falling": r"training loss:\s+([\d.]+)",
    "measure": "accuracy on digits it was not trained on, in %",
    "good": r"test accuracy:\s+([\d.]+) %",
    "shipped": True,
}
DIGITS = "part of the digits it was not trained on that it takes for others"
NETS, BOTH = (THEANETS, DOWNHILL), ("run", "install")
PROGRAMS = [
    Program("Lasagne 0.1, its examples/mnist.py mlp", arguments=("mlp", "10"), bounds=(75, 100), **MNIST),
    Program("Lasagne 0.1, its examples/mnist.py cnn", arguments=("cnn", "10"), bounds=(65, 100), **MNIST),
    Program(
        "Lasagne 0.1, its examples/recurrent.py",
        (LASAGNE,),
        "examples/recurrent.py",
        falling=r"validation cost = ([\d.]+)",
        measure="squared error of sums of two numbers in sequences of 55 steps",
        good=r"validation cost = ([\d.]+)",
        bounds=(0, 0.08),
        shipped=True,
    ),
    Program(
        "Lasagne 0.1, a recurrent layer over scan",
        (LASAGNE,),
        "lasagne_recurrent.py",
        measure=DIGITS,
        bounds=(0, 0.2),
        **OURS,
    ),
    Program(
        "theanets 0.7.3, a classifier",
        NETS,
        "theanets_classifier.py",
        measure=DIGITS,
        bounds=(0, 0.12),
        ways=BOTH,
        **OURS,
    ),
    Program(
        "theanets 0.7.3, a recurrent network",
        NETS,
        "theanets_recurrent.py",
        measure="unexplained part of the variance of moving sums",
        bounds=(0, 0.2),
        ways=BOTH,
        **OURS,
    ),
    Program(
        "downhill 0.4.0, eight algorithms",
        (DOWNHILL,),
        "downhill_curve.py",
        measure="unexplained part of a curve's variance, by the worst of them",
        bounds=(0, 0.5),
        ways=BOTH,
        **OURS,
    ),
    Program(
        "Lasagne 0.1, compiling the cnn's training function",
        (LASAGNE,),
        "lasagne_compile.py",
        falling="",
        measure="seconds, the third time",
        good=r"theano.function ([\d.]+) s",
        bounds=(0, math.inf),
    ),
]
