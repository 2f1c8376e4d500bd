"""Two officers at the same moment, in real transactions, in threads."""
