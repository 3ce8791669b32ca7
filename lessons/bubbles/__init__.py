"""A teacher beside the page: what they read or explain of one section, made when it is asked for
or a chapter at a time."""
