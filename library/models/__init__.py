from library.models.address import EarlierText, Watch
from library.models.announcement import Announcement
from library.models.atom import ContentAtom, Embedding, TermFrequency
from library.models.catalogue import CatalogueTitle
from library.models.correction import Correction, Remaking
from library.models.embedding_model import EmbeddingModel
from library.models.golden import GoldenQuestion
from library.models.source import Ingestion, Source
from library.models.structure import Page, Section, StructureNode
from library.models.video import VideoTracks

__all__ = [
    "Announcement",
    "CatalogueTitle",
    "ContentAtom",
    "Correction",
    "EarlierText",
    "Embedding",
    "EmbeddingModel",
    "GoldenQuestion",
    "Ingestion",
    "Page",
    "Remaking",
    "Section",
    "Source",
    "StructureNode",
    "TermFrequency",
    "VideoTracks",
    "Watch",
]
