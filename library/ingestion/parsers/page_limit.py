"""The most pages that are read of one file; also of use where no parser is imported."""

MAX_PAGES = 5_000
