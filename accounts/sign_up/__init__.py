"""Sign-up by oneself: who somebody is, where, how old where that matters, then the account.

start -> (student) the age gate -> (under the country's age) a guardian's address -> allauth's form
"""
