"""Films made of clips: chosen by what is said, put in order, joined, with their sources named."""
