"""A district's progress workbook: written for it, read when it returns, its open issues kept."""
