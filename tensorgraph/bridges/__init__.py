"""Other libraries' graphs on tensorgraph's machine. Nothing else imports this package."""
