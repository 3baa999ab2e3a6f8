"""The text of the generated kernels, which the build writes; it is not installed."""
