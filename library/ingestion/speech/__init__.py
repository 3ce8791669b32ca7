"""What a child runs that takes the speech out of a recording: without Django."""
