"""Where the embedded server keeps its things, for client and supervisor alike."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerPaths:
    """home: a folder of its own under LECTERN_DATA_DIR; it need not exist yet."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def holders(self) -> Path:
        return self.home / "holders.lock"

    @property
    def starting(self) -> Path:
        return self.home / "starting.lock"

    @property
    def supervisor(self) -> Path:
        return self.home / "supervisor.lock"

    @property
    def ready(self) -> Path:
        """Exists while the server takes connections."""
        return self.home / "ready"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def sockets(self) -> Path:
        """Outside `home`, because a socket's whole path may have 107 characters only."""
        name = hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"lectern-{os.getuid()}-{name}"
