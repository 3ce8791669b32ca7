"""What a student finds at home: what is due, where they left, what they may still make."""
