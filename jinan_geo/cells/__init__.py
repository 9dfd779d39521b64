"""From a cell's text to a value, and why not."""
