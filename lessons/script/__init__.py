"""From a part of a source to what two teachers say: topics, chosen sentences, turns."""
