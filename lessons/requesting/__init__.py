"""Lessons that are asked for: by a topic, beside what is there already, and what became of them."""
