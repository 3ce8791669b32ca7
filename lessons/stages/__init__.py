"""One stage of making a lesson a file: `run(work)` works until done or the slice is over."""
