"""Golden questions: what a search for them has to find, so that no change makes it worse unseen."""
