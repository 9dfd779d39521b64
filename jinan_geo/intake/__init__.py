"""A file that is no layer yet: examine it, propose a manifest, add it, or show it at once."""
