"""Deciding: dated tables of inputs, parameters and rows, the engine that walks them, and the answer that it yields with its citations.

This package knows the library (to resolve citations) but must not know how words are searched or how content is released.
"""
