"""``theano.tensor.raw_random``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.streams.randomstate import RandomStreams as RandomStreams
from tensorgraph.streams.randomstate import RandomStreamsBase as RandomStreamsBase
from tensorgraph.tensor.random.draws import binomial as binomial
from tensorgraph.tensor.random.draws import choice as choice
from tensorgraph.tensor.random.draws import multinomial as multinomial
from tensorgraph.tensor.random.draws import normal as normal
from tensorgraph.tensor.random.draws import permutation as permutation
from tensorgraph.tensor.random.draws import poisson as poisson
from tensorgraph.tensor.random.draws import random_integers as random_integers
from tensorgraph.tensor.random.draws import uniform as uniform
from tensorgraph.tensor.random.randomstate import RandomFunction as RandomFunction
from tensorgraph.tensor.random.randomstate import RandomGeneratorType as RandomGeneratorType
from tensorgraph.tensor.random.randomstate import RandomStateType as RandomStateType
from tensorgraph.tensor.random.randomstate import random_state_type as random_state_type
