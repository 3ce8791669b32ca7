"""Artifacts as files of other programs: one format a file, and one line in `registry.py`."""
