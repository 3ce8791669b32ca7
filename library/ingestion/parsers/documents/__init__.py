"""Office files, e-books, saved web pages and plain text.

Each becomes leaves, the "pages" that a citation names: a slide, a sheet, a page as Word last
broke it, a chapter of an e-book, or a part under a heading where a format knows no pages.
"""
