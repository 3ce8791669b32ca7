"""Templates are applied to organizations, and again after an update, with the difference first."""
