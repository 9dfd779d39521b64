"""A district's progress workbook: written for it, read when it comes back, and its open issues remembered."""
