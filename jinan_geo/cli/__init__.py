"""One file a verb: parse, call, print, exit code. What a verb prints lies in its ``say_`` module."""
