"""``theano.tensor.elemwise``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.elementwise.elemwise import Elemwise as Elemwise
from tensorgraph.tensor.reductions.careduce import CAReduce as CAReduce
from tensorgraph.tensor.reductions.careduce import CAReduceDtype as CAReduceDtype
from tensorgraph.tensor.reductions.sums import All as All
from tensorgraph.tensor.reductions.sums import Any as Any
from tensorgraph.tensor.reductions.sums import MulWithoutZeros as MulWithoutZeros
from tensorgraph.tensor.reductions.sums import Prod as Prod
from tensorgraph.tensor.reductions.sums import ProdWithoutZeros as ProdWithoutZeros
from tensorgraph.tensor.reductions.sums import Sum as Sum
from tensorgraph.tensor.reductions.sums import mul_without_zeros as mul_without_zeros
from tensorgraph.tensor.shape.dimshuffle import DimShuffle as DimShuffle
