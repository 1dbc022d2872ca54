"""Finding: what people type becomes a query, an engine answers it with sections, and a page of results is made of them.

This package must not know how questions are decided (its callers ask `rules`), how content is written or released, nor the clock: the date is always passed in.
"""
