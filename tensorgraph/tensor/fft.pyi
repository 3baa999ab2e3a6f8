"""``theano.tensor.fft``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.signal.fft import IRFFTOp as IRFFTOp
from tensorgraph.tensor.signal.fft import RFFTOp as RFFTOp
from tensorgraph.tensor.signal.fft import irfft as irfft
from tensorgraph.tensor.signal.fft import irfft_op as irfft_op
from tensorgraph.tensor.signal.fft import rfft as rfft
from tensorgraph.tensor.signal.fft import rfft_op as rfft_op
