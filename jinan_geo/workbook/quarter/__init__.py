"""The offices' quarterly form of prose: read, proposed from, kept over quarters, written again."""
