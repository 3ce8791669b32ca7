"""How a lesson is taught: one strategy a file, found by name in `registry.py`."""
