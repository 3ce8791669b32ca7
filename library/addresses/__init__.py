"""Sources that are fetched from an address: which kinds there are, and their door."""
