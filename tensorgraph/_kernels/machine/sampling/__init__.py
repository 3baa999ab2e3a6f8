"""Steps that draw samples."""
