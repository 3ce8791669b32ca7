"""A parent or guardian agrees that a child has an account, or does not.

Asked by mail with a signed link that runs out. Until they agree the child sees one page, which
waits; when they decline, the account is gone. Who has agreed may take it back at any time, by a
link that does not run out.
"""
