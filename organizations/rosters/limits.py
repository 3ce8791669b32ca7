"""What a roster may hold. Each limit is refused with a sentence before memory is filled."""

MAX_FILE_BYTES = 50 * 1024 * 1024
# Of the tables of an archive together, unpacked: fifty megabytes of CSV swell to about this.
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
MAX_MEMBERS = 100
# Of all tables together. A person is about a kilobyte while a roster is compared.
MAX_LINES = 500_000
MAX_COLUMNS = 500
# Of a line, and of a cell that goes over several: what the csv module takes unasked.
MAX_CELL_CHARACTERS = 131_072
# Of a cell that is used: names and lists of references are shorter.
MAX_TEXT_CHARACTERS = 4_000
MAX_PROBLEMS = 2_000  # kept and shown; the rest is counted
# Up to here a file is read while the browser waits; a larger one by a job.
READ_AT_ONCE_BYTES = 200_000
KEPT_IMPORTS = 10  # that can be undone; of older ones only the counts stay
