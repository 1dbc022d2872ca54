"""How one page changed over time, for its readers: two of its versions side by side.

It must not know which answers a change touches, nor how and when a version was published.
"""
