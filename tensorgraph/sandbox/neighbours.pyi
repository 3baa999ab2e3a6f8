"""``theano.sandbox.neighbours``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.nnet.neighbours import CACHE as CACHE
from tensorgraph.tensor.nnet.neighbours import MODES as MODES
from tensorgraph.tensor.nnet.neighbours import Images2Neibs as Images2Neibs
from tensorgraph.tensor.nnet.neighbours import Images2NeibsGrad as Images2NeibsGrad
from tensorgraph.tensor.nnet.neighbours import images2neibs as images2neibs
from tensorgraph.tensor.nnet.neighbours import neibs2images as neibs2images
