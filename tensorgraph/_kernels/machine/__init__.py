"""The machine: programs, the memory that they work on, and the steps that they are made of."""
