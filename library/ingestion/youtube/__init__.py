"""A video of YouTube: what it is called, its chapters, and the captions that YouTube gives out.

The worker asks YouTube (`fetching`); what comes back is read by a child process with limits
(`__main__`, `asking`, `watch`), which has no other way to the network than to ask the worker.
"""
