"""Clips of recordings: cut to the picture, joined by copying."""
