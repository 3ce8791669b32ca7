"""Marks and notes on pages: what they may hold, where they stand, who sees them."""
