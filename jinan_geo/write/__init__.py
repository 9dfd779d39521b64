"""Files appear whole or not at all, in places where nothing is read, and strays are swept."""
