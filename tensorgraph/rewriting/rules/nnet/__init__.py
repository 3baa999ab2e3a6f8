"""Rules about the operations of neural networks."""
