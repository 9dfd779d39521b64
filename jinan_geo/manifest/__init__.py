"""What may be declared, and where: closed models of every TOML file, and how they agree."""
