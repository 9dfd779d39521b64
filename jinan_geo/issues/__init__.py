"""One row of trouble, and the table of its kinds."""
