"""Videos of YouTube as sources: fetched, and read in the captions that a person chooses."""
