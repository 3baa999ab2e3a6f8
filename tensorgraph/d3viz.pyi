"""``theano.d3viz``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.printing.html import d3viz as d3viz
from tensorgraph.printing.html import html_page as html_page
