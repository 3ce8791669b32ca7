"""A worker is killed, or frozen, in each stage; what comes out is as if nothing had happened.

The workers are real processes, killed by real signals, on rows that are really committed.
"""
