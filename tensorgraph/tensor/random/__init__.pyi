"""Random numbers as operations: each takes a state and returns the next state and a sample."""

# written by stubs/generate.py

from tensorgraph.streams.generator import GeneratorStreams
from tensorgraph.streams.mrg import MRG_RandomStreams
from tensorgraph.streams.randomstate import RandomStreams

__all__ = [
    "GeneratorStreams",
    "MRG_RandomStreams",
    "RandomStreams",
]
