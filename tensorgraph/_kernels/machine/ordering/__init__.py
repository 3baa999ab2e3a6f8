"""Steps on what is sorted."""
