"""Files of captions that come beside a recording, and become its captions instead of a source."""
