"""``theano.version``: what this package's version is, in Theano's words."""

import sys

version = full_version = short_version = sys.modules[__name__.partition(".")[0]].__version__
git_revision = None
release = True
