"""A ZIP of many files becomes a folder of sources: `library.unpacking.stages`."""
