"""The way in for people without tools: the form under `/publish`, where an officer signs in, writes, checks, submits, approves and takes back.

It must not know how a publication is checked, kept or released, which is the desk's, nor what the way in over HTTP looks like.
"""
