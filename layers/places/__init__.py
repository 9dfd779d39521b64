"""The real places of the plan, and the ground they stand on; see ``layers/make.py``."""
