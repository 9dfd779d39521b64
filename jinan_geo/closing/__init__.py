"""A month of work: editions opened, followed while reports come, closed and archived."""
