"""Writes the sample features and the sample ledgers; see ``make.py``."""
