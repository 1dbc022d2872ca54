"""Who may publish: tokens, the site's signing key, and the limit on failed attempts.

It must not know what is published.
"""
