"""What content is: its model, its front matter, how it is rendered, its evidence and its versions by date.

This package must not know how questions are decided, how words are searched or how content is released.
"""
