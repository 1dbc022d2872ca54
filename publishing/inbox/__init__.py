"""The way in over HTTP: `/api/v1/publications` and `/api/v1/reports`, with a token in the Authorization header.

It must not know how a publication is checked, kept or released, which is the desk's, nor what the form for officers looks like.
"""
