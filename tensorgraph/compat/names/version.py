"""``theano.version``: what this package's version is, in Theano's words."""

from ... import __version__

version = full_version = short_version = __version__
git_revision = None
release = True
