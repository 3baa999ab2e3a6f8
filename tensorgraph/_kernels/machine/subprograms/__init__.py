"""Steps that run programs of their own: loops, and blocks of rows."""
