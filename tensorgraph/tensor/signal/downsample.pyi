"""``theano.tensor.signal.downsample``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.downsample import DownsampleFactorMax as DownsampleFactorMax
from tensorgraph.compat.names.tensor.downsample import DownsampleFactorMaxGrad as DownsampleFactorMaxGrad
from tensorgraph.compat.names.tensor.downsample import max_pool_2d as max_pool_2d
from tensorgraph.tensor.signal.pool import max_pool_2d_same_size as max_pool_2d_same_size
