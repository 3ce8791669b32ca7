"""Correcting what reading found: a page's sections, the book's tree, and what depends on them."""
