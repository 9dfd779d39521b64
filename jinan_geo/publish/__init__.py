"""What an audience may have; refuses by name what would leak."""
