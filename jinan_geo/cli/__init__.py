"""One file a verb: parse, call, print, exit code. What it prints lies in its ``say_`` module."""
