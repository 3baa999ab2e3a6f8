"""``theano.version``: the version of this package in Theano's terms."""

import sys

version = full_version = short_version = sys.modules[__name__.partition(".")[0]].__version__
git_revision = None
release = True
