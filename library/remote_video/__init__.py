"""Videos that are fetched from their address, for organizations that platform staff allow it."""
