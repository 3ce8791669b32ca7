"""Who has used what: reserve before the work, settle after it, release on failure.

    reserve ──> HELD ──settle──> SETTLED   what was delivered is used, the rest is given back
                  ├───release──> RELEASED  nothing was delivered
                  └───expire───> EXPIRED   nobody came back to it

Each step changes the balances and writes a movement for each change, in one transaction. Balances
are locked in the order of their ids, after the reservation, so that nobody waits in a circle.
"""
