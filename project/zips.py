"""Archives of others."""

import zipfile
import zlib

# What `zipfile` raises of one that is damaged, locked, or packed in a way that it does not know.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
