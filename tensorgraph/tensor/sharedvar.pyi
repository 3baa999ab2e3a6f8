"""``theano.tensor.sharedvar``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compile.shared import ScalarSharedVariable as ScalarSharedVariable
from tensorgraph.compile.shared import SharedVariable as SharedVariable
from tensorgraph.compile.shared import TensorSharedVariable as TensorSharedVariable
from tensorgraph.compile.shared import shared as shared
from tensorgraph.compile.shared import shared_constructor as shared_constructor
