"""``theano.scan_module``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.scan import *
from tensorgraph.scan_module import scan_utils as scan_utils
