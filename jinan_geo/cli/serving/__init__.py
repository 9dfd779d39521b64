"""Pages on this machine's own address, built anew when a file changes."""
