"""``theano.tensor.nnet.abstract_conv``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.abstract_conv import conv2d as conv2d
from tensorgraph.compat.names.tensor.abstract_conv import imported_scipy_signal as imported_scipy_signal
from tensorgraph.tensor.nnet.conv.abstract import FAMILY as FAMILY
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv as AbstractConv
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv2d as AbstractConv2d
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv2d_gradInputs as AbstractConv2d_gradInputs
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv2d_gradWeights as AbstractConv2d_gradWeights
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv3d as AbstractConv3d
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv3d_gradInputs as AbstractConv3d_gradInputs
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv3d_gradWeights as AbstractConv3d_gradWeights
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv_gradInputs as AbstractConv_gradInputs
from tensorgraph.tensor.nnet.conv.abstract import AbstractConv_gradWeights as AbstractConv_gradWeights
from tensorgraph.tensor.nnet.conv.abstract import BaseAbstractConv as BaseAbstractConv
from tensorgraph.tensor.nnet.conv.convolve import abstract_conv2d as abstract_conv2d
from tensorgraph.tensor.nnet.conv.convolve import conv3d as conv3d
from tensorgraph.tensor.nnet.conv.geometry import INTEGERS as INTEGERS
from tensorgraph.tensor.nnet.conv.geometry import assert_conv_shape as assert_conv_shape
from tensorgraph.tensor.nnet.conv.geometry import border_mode_to_pad as border_mode_to_pad
from tensorgraph.tensor.nnet.conv.geometry import check_conv_gradinputs_shape as check_conv_gradinputs_shape
from tensorgraph.tensor.nnet.conv.geometry import get_conv_gradinputs_shape as get_conv_gradinputs_shape
from tensorgraph.tensor.nnet.conv.geometry import get_conv_gradinputs_shape_1axis as get_conv_gradinputs_shape_1axis
from tensorgraph.tensor.nnet.conv.geometry import get_conv_gradweights_shape as get_conv_gradweights_shape
from tensorgraph.tensor.nnet.conv.geometry import get_conv_gradweights_shape_1axis as get_conv_gradweights_shape_1axis
from tensorgraph.tensor.nnet.conv.geometry import get_conv_output_shape as get_conv_output_shape
from tensorgraph.tensor.nnet.conv.geometry import get_conv_shape_1axis as get_conv_shape_1axis
from tensorgraph.tensor.nnet.conv.gradients import conv2d_grad_wrt_inputs as conv2d_grad_wrt_inputs
from tensorgraph.tensor.nnet.conv.gradients import conv2d_grad_wrt_weights as conv2d_grad_wrt_weights
from tensorgraph.tensor.nnet.conv.gradients import conv2d_transpose as conv2d_transpose
from tensorgraph.tensor.nnet.conv.gradients import conv3d_grad_wrt_inputs as conv3d_grad_wrt_inputs
from tensorgraph.tensor.nnet.conv.gradients import conv3d_grad_wrt_weights as conv3d_grad_wrt_weights
from tensorgraph.tensor.nnet.conv.separable import causal_conv1d as causal_conv1d
from tensorgraph.tensor.nnet.conv.separable import separable_conv2d as separable_conv2d
from tensorgraph.tensor.nnet.conv.separable import separable_conv3d as separable_conv3d
from tensorgraph.tensor.nnet.conv.upsampling import bilinear_kernel_1D as bilinear_kernel_1D
from tensorgraph.tensor.nnet.conv.upsampling import bilinear_kernel_2D as bilinear_kernel_2D
from tensorgraph.tensor.nnet.conv.upsampling import bilinear_upsampling as bilinear_upsampling
from tensorgraph.tensor.nnet.conv.upsampling import frac_bilinear_upsampling as frac_bilinear_upsampling
