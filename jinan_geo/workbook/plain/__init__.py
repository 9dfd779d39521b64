"""A plain dated table of progress, read by its headings."""
