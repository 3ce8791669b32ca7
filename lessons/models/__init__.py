from lessons.models.annotation import Annotation, AnnotationReply
from lessons.models.artifact import Artifact, ArtifactItem
from lessons.models.assignment import Assignment
from lessons.models.attempt import Attempt
from lessons.models.bubble import Bubble, Preparation
from lessons.models.cached_segment import CachedSegment
from lessons.models.chat import ChatMessage, ChatSession
from lessons.models.compilation import Clip, Compilation, CompilationItem
from lessons.models.lesson import Lesson, LessonRequest, LessonSegment
from lessons.models.place import Place
from lessons.models.progress import Answered, Coverage, Mastery, Recall
from lessons.models.safety import SafetyAlert, SafetyStep
from lessons.models.strategy import Strategy, StrategyVersion

__all__ = [
    "Annotation",
    "AnnotationReply",
    "Answered",
    "Artifact",
    "ArtifactItem",
    "Assignment",
    "Attempt",
    "Bubble",
    "CachedSegment",
    "ChatMessage",
    "ChatSession",
    "Clip",
    "Compilation",
    "CompilationItem",
    "Coverage",
    "Lesson",
    "LessonRequest",
    "LessonSegment",
    "Mastery",
    "Place",
    "Preparation",
    "Recall",
    "SafetyAlert",
    "SafetyStep",
    "Strategy",
    "StrategyVersion",
]
