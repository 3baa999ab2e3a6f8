"""Conversions of operations to nodes of ONNX, one file for each family."""
