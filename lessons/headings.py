"""How headings are written together."""

JOINT = " · "  # between two headings that stand as one
