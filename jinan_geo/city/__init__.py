"""A city at its editions: records joined, features placed, projects judged, targets measured."""
