"""The log domain: a positive expression as ``rest * exp(log)``, in which no exponential overflows or vanishes.

Products of such forms add their logs, sums are ``logaddexp`` or ``LogSumExp``, powers multiply, and operations that
move elements move those of the log. Factors that are not made of exponentials go into `rest`.

Example: ``w * exp(a) / (exp(a) + 2 * exp(b))`` is ``w * exp(a - logaddexp(a, b + log(2)))``.
"""

from . import addition as sums
from . import mixtures, sources
from . import multiplication as products
from . import rearrangement as moves
from .complements import complement
from .deviations import take_deviations
from .form import BIGGEST, DEPTH, Form, form_of, has_exponential, is_of_gradients, number, op
from .multiplication import multiply
from .negation import negated
from .overflow import may_overflow
from .sigmoid import log_erfc, of_sigmoids
from .signs import is_below_zero
from .worth import SHALLOW, is_cheap, is_demanded, is_needed, outgrows
