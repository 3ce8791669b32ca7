from uuid import uuid4

from lessons.json_stream import statement_json


def test_a_citation_of_a_recording_tells_its_seconds():
    source = uuid4()
    citation = {
        "source_id": str(source), "atom_id": str(uuid4()), "title": "Talk", "page": 3,
        "reference": "at 12:31", "quote": "granules", "time": [751.0, 755.5],
    }  # fmt: skip
    statement = {"text": "They are granules.", "citations": [citation]}
    [told] = statement_json(statement, {source})["citations"]
    assert told == citation
    [hidden] = statement_json(statement, set())["citations"]
    assert hidden == citation | {"quote": ""}
