"""The workbook as it comes back: recognised, read to the cell, judged, recorded once."""
