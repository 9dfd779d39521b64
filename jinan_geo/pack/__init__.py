"""District packs: what one district receives, and what the city keeps."""
