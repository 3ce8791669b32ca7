"""What a reading or drawing child process runs: without Django, so that it starts quickly."""
