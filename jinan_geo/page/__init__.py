"""The contract with the browser: the page's model and its columns, from which the program's types are made."""
