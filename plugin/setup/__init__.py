"""Set-up of the engine: a Python environment of its own, made, checked, repaired and removed."""
