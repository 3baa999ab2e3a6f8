"""The words of messages about variables, and the uses of variables as values, which are refused."""
