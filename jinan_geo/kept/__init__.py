"""What a build read and what it wrote, so that the next does nothing where nothing changed."""
