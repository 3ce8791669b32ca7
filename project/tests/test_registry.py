import subprocess
import sys

import pytest

from project.errors import ProviderError
from project.providers import registry


def test_it_works():
    assert registry.embedder("hashing-384").dimensions == 384


@pytest.mark.parametrize("name", registry.EMBEDDERS)
def test_an_embedder_is_made_once_and_bears_its_name(name):
    assert registry.embedder(name).name == name
    assert registry.embedder(name) is registry.embedder(name)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ProviderError, match=r"“bert”.*all-minilm-l6-v2-int8, hashing-384"):
        registry.embedder("bert")


def test_nothing_is_imported_before_it_is_used():
    program = (
        "import sys; from project.providers import registry; registry.embedder('hashing-384');"
        "sys.exit('onnxruntime' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
