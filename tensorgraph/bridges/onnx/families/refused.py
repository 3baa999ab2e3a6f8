"""Operations that no model can hold, and why."""

from ....compile.fromfunction import FromFunctionOp
from ....optimize.odederivatives import Adjoint, Sensitivities
from ....optimize.odeint import Trajectory
from ....tensor.linalg.eigen import Eig
from ....tensor.linalg.factored import Schur
from ....tensor.nnet.ctc import ConnectionistTemporalClassification
from ....tensor.random.generator import GeneratorFunction
from ....tensor.random.mrg import mrg_uniform
from ....tensor.random.multinomial import ChoiceFromUniform, MultinomialFromUniform
from ....tensor.random.randomstate import RandomFunction
from ....tensor.shape.assertion import Raise
from ..conversion import refuses

refuses(
    "a runtime draws other numbers than the streams of this package.\nhint: make the random variable an input, and "
    "draw its values outside",
    RandomFunction, GeneratorFunction, mrg_uniform, MultinomialFromUniform, ChoiceFromUniform,
)  # fmt: skip
refuses(
    "runtimes have no decompositions that go on until they have converged.\nhint: compute it outside; for symmetric "
    "matrices there is eigh",
    Eig, Schur,
)  # fmt: skip
refuses("a model has no paths of any number of labels: export the activations", ConnectionistTemporalClassification)
refuses("it calls a solver of SciPy", Trajectory, Sensitivities, Adjoint)
refuses("it calls a function of Python", FromFunctionOp)
refuses("a model raises no errors", Raise)
