"""A video or a sound on its way to pages: looked into, copied for the web, parted in scenes, heard.

    probe -> proxy -> scenes -> transcribe -> look

What each found is kept beside the file (`keeping`), so that a killed worker loses a stretch at
most, another machine goes on with it, and a source that is read anew is not copied again. Then it
is read as every source is, by `library.ingestion.parsers.recording`.
"""
