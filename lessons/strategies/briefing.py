"""A spec as a language model is told it. Pure, and in English as all prompts are."""

from lessons.strategies.spec import Spec, When


def brief(spec: Spec) -> str:
    """What holds of the words themselves, and what is wanted of each phase at a topic."""
    lines = [
        f"Way of teaching: {spec.name}. Tone: {spec.tone}",
        f"No sentence has more than {spec.language.max_words} words.",
    ]
    if spec.language.glossed_words:
        lines.append("Explain each hard word at once, in plain words.")
    lines += [f"{phase.title}: {phase.purpose}" for phase in spec.phases_at(When.TOPIC)]
    if spec.forbidden:
        said = ", ".join(f"“{each.words}”" for each in spec.forbidden)
        lines.append(f"Never say: {said}.")
    return "\n".join(lines)
