"""``theano.tensor.nnet.conv3d2d``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.conv3d2d import DiagonalSubtensor as DiagonalSubtensor
from tensorgraph.compat.names.tensor.conv3d2d import IncDiagonalSubtensor as IncDiagonalSubtensor
from tensorgraph.compat.names.tensor.conv3d2d import conv3d as conv3d
from tensorgraph.compat.names.tensor.conv3d2d import diagonal_subtensor as diagonal_subtensor
from tensorgraph.compat.names.tensor.conv3d2d import get_diagonal_subtensor_view as get_diagonal_subtensor_view
from tensorgraph.compat.names.tensor.conv3d2d import inc_diagonal_subtensor as inc_diagonal_subtensor
