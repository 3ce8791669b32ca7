"""The adult to whom an organization's alerts go."""
