"""Steps on matrices: products by BLAS, factors and systems of equations by LAPACK."""
