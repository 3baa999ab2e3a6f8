"""Rules of neural networks: activations, losses, normalization and convolution."""
