"""A video or a sound at an address of the web, fetched by yt-dlp.

yt-dlp runs in a child process (`__main__`, `asking`) whose only way out is a proxy of the worker's
(`fetching`, `project.forwarding`): docs/decisions/0067.
"""
