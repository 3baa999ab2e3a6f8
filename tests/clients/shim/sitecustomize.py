"""Every Python that has this folder on its path serves the names that old programs know, and draws the same numbers.

Lasagne's recurrent example does not seed NumPy's generator: its result was 0.02 in most runs and 0.10 in one.
"""

import numpy as np
import old_numpy
import old_python

old_python.install()
old_numpy.install()
np.random.seed(1)
