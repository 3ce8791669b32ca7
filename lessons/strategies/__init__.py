"""How a lesson is taught: a readable spec, performed turn by turn.

specs/*.yaml    the global strategies, one a file
spec.py         the shape of a spec
overriding.py   a spec that extends another
linting.py      what is wrong with one
moves.py        what a teacher can do in a turn
performing.py   a spec and topics -> turns
checking.py     a script against its spec
"""
