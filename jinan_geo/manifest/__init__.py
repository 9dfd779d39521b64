"""What may be declared, and where it lies: closed models of every TOML file, the workspace, how manifests agree."""
