"""Clips and compilations as parts of a lesson: put between its turns, shown as they are."""
