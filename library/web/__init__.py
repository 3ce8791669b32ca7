"""Pages of the web as sources: fetched as their sites ask for, watched, and imported by the site.

politeness    what a site's robots.txt asks for, and how often we ask
fetching      one address -> bytes, or a sentence that says what to do
packages      what is kept of a page: its HTML and its pictures' names, in one file
download      the first stage of reading a source that has an address
earlier       the text that a source had before it changed
unused_texts  which of them may go
differences   pure: which passages are new, and which are gone
watching      asked again on a schedule, whether it has changed
sites         many pages at once: by sitemap, or from a list
"""
