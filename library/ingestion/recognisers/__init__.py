"""What a recognising child runs: pictures of text become lines, words and their places.

An engine is one file and one line in `engines.py`; without Django, as all that children run.
"""
