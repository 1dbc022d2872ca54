"""Links to previews for reviewers without a token: signed, with an end.

It must not know who may publish: whoever holds a link sees one submission, and can do nothing.
"""
