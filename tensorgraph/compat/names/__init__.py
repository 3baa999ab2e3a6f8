"""Names of Theano's that the language does not need, kept for programs that use them: one module per place."""
