"""The classroom page: a village in the browser, offline, that a class watches take off, or fail to.

The page is made of plain parts, from the inside out: a :mod:`.setting` is run by a :mod:`.run`; after every month one immutable
:mod:`.frame` tells all that is shown; :mod:`.view` puts it into the words of a language; :mod:`.page` hands it to the browser.
Everything but the last is tested without a browser.
"""
