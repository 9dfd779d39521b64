"""The workbook as it leaves for a district: form, guide, lists, locked cells."""
