"""Items by rule, from what the source says itself: one way of asking a file. Pure."""
