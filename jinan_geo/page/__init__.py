"""The contract with the browser: the page's model and columns; makes the program's types."""
