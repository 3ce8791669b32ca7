"""PostgreSQL with pgvector from a wheel, for installs that bring no server of their own.

base.py        a Django database engine that asks for the server at its first connection
server.py      the client's side: hold the server, start its supervisor, wait until it is ready
supervisor.py  the one process that owns PostgreSQL and stops it when nobody holds it any more

Who holds it is known by a shared `flock` on one file: the kernel drops it however a process
ends, so there is no list of handles to go stale. Forked children share their parent's hold.
"""
