"""A city as known at its editions: records joined, features placed, projects judged, targets measured."""
