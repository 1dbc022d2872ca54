"""Writing a version in fields: markdown and front matter are made from plain words, and what is wrong is told at the field where it stands.

It must not know what becomes of a version after it was handed in.
"""
