"""A school at work: `python -m benchmarks.load`."""
