"""What this site showed, and when: a record written at each release, and the pages that tell it.

It must not know who published anything, nor decide what is released.
"""
