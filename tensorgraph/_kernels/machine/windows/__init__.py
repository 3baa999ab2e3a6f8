"""Steps on windows of images: convolution and pooling."""
