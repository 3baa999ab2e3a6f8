"""Rules of differences and quotients that lose digits."""
