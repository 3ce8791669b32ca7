"""Models of vectors: which one is in use, filling another one beside it, and the switch."""
