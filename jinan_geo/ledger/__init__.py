"""A layer's progress records: read here, written nowhere else."""

from jinan_geo.ledger.records import EMPTY_LEDGER, read_ledger

__all__ = ["EMPTY_LEDGER", "read_ledger"]
