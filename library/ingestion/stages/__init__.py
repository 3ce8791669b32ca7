"""One stage a file: `run(work)` works until it is done or the slice is over."""
