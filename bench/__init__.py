"""How fast E-Case answers when it holds much."""
