"""Writes the sample features and the sample ledgers; see ``make_samples.py``."""
