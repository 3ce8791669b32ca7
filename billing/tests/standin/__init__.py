"""A stand-in for Stripe that runs on this machine: stateful, in the shapes of the pinned version.

    python -m billing.tests.standin     for a person: with a page to pay on, and signed events
    stand_in()                          for a test: its state at hand, and its events

What it models is what we use: customers, products, prices, checkout, the portal, subscriptions with
trials and seats, invoices, events, endpoints, and keys of idempotency.
"""
