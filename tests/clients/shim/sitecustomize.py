"""Every Python that has this folder on its path serves the names that old programs know."""

import old_numpy
import old_python

old_python.install()
old_numpy.install()
