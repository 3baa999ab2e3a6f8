"""Insight: what the steps of a function compute, how long they and the compiler take, and the values on the way."""
