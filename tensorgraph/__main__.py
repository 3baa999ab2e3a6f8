"""``python -m tensorgraph``: run Theano programs as they are, or convert them."""

import sys

from .commandline import main

sys.exit(main())
