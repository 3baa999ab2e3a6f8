"""``theano.version``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.version import full_version as full_version
from tensorgraph.compat.names.version import release as release
from tensorgraph.compat.names.version import short_version as short_version
from tensorgraph.compat.names.version import version as version
