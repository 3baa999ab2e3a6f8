"""Steps of one operation each, a file for each family."""
