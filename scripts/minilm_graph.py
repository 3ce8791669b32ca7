"""The graph of all-MiniLM-L6-v2 in ONNX, from token ids to a vector of unit length."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS = 6
HEADS = 12
WINDOW = 256
EPSILON = 1e-12
MICROSOFT = "com.microsoft"  # onnxruntime's own operators: fused attention and Gelu


class Graph:
    """Collects nodes and constants; each operator returns the name of its output."""

    def __init__(self, weights: dict[str, np.ndarray]):
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def op(self, kind: str, *inputs: str, **attributes) -> str:
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def layer_norm(self, x: str, name: str) -> str:
        scale = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        shift = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=EPSILON)

    def matmul(self, x: str, name: str) -> str:
        return self.op(
            "MatMul", x, self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        )

    def dense(self, x: str, name: str) -> str:
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.op("Add", self.matmul(x, name), bias)


def bert_graph(weights: dict[str, np.ndarray], *, compact_words: bool) -> onnx.ModelProto:
    """The model: `input_ids` (batch, tokens) int64 -> `vectors` (batch, 384) float32, unit length.

    weights: tensors by the names BERT's checkpoints use.
    compact_words: keep the table of words in 8 bits with a scale per word (a
      fourth of the size, nearly no loss) in place of 32-bit numbers.
    It has no attention mask: all rows of a batch must have the same number of tokens.
    Source: Devlin et al. 2019 (BERT); Reimers and Gurevych 2019 (mean pooling).
    """
    graph = Graph(weights)
    x = _embeddings(graph, compact_words)
    for number in range(LAYERS):
        x = _layer(graph, x, f"encoder.layer.{number}")
    mean = graph.op("ReduceMean", x, graph.constant("token_axis", np.array([1])), keepdims=0)
    graph.op("LpNormalization", mean, axis=1, p=2)
    graph.nodes[-1].output[0] = vectors = "vectors"
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
            [helper.make_tensor_value_info(vectors, TensorProto.FLOAT, ["batch", 384])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=9,
    )


def _embeddings(graph: Graph, compact_words: bool) -> str:
    words = graph.weights["embeddings.word_embeddings.weight"]
    # There is one segment, so its vector is added to each position here, once.
    positions = (
        graph.weights["embeddings.position_embeddings.weight"][:WINDOW]
        + graph.weights["embeddings.token_type_embeddings.weight"][0]
    )
    length = graph.op("Shape", "input_ids", start=1, end=2)
    zero = graph.constant("zero", np.array([0]))
    position = graph.op("Slice", graph.constant("positions", positions), zero, length, zero)
    word = _compact_lookup(graph, words) if compact_words else _lookup(graph, "words", words)
    return graph.layer_norm(graph.op("Add", word, position), "embeddings.LayerNorm")


def _lookup(graph: Graph, name: str, table: np.ndarray) -> str:
    return graph.op("Gather", graph.constant(name, table), "input_ids")


def _compact_lookup(graph: Graph, words: np.ndarray) -> str:
    scales = np.abs(words).max(axis=1, keepdims=True) / 127
    levels = np.round(words / scales).astype(np.int8)
    values = graph.op("Cast", _lookup(graph, "word_levels", levels), to=TensorProto.FLOAT)
    return graph.op("Mul", values, _lookup(graph, "word_scales", scales.astype(np.float32)))


def _layer(graph: Graph, x: str, name: str) -> str:
    attention = f"{name}.attention"
    inputs = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
    biases = np.concatenate([graph.weights[f"{part}.bias"] for part in inputs])
    heard = graph.op(
        "MultiHeadAttention",
        *(graph.matmul(x, part) for part in inputs),
        graph.constant(f"{attention}.self.bias", biases),
        domain=MICROSOFT,
        num_heads=HEADS,
    )
    heard = graph.dense(heard, f"{attention}.output.dense")
    x = graph.layer_norm(graph.op("Add", heard, x), f"{attention}.output.LayerNorm")
    inner = graph.op("Gelu", graph.dense(x, f"{name}.intermediate.dense"), domain=MICROSOFT)
    outer = graph.dense(inner, f"{name}.output.dense")
    return graph.layer_norm(graph.op("Add", outer, x), f"{name}.output.LayerNorm")
