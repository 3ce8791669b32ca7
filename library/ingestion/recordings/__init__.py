"""What a child does with a recording: looks into it, makes its copy for the web, finds its scenes.

Without Django, as all that children run. Each function handles a stretch of a bounded length, so
that a killed worker loses one, and holds a picture at a time.
"""
