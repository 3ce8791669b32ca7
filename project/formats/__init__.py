"""Where our dates differ from what Django knows of a language."""
