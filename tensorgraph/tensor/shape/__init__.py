"""Shapes: asked for, changed, joined and checked."""
