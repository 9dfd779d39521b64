"""For who asks in Python: a workspace opened, and its city as frames that are his to change."""
