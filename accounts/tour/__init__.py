"""A tour of the product's own pages: short steps, each shown on the page that it is about.

The step somebody is at is kept on the person, so that it can be left and taken up again.
"""
