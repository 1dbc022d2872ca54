"""Finding: what people type becomes a query, an engine answers it with sections, and a page of results is made of them.

This package must not know how questions are decided (its callers ask `rules`), how content is written or released, nor the clock: the date is always passed in.

- words: `analysis` (what a word is), `query` (a search as a value), `names`, `synonyms`, `spelling`, `prefixes`
- what is meant: `intent`, `asking`, `clashes`; `callings` for names that are only begun
- the index: `documents`, `schema`, `builder`, `growth`, `postings`
- answering: `engine`, which joins `impacts`, `ranking`, `catalogue`, `facets`, `hits`; `snippets`, `results`
- the page: `address`, `surroundings`, `listing`, `narrowing`, `offers`, `cards`, `doors`, `feed`; `routes` alone knows Flask
- while one types: `suggestions`
- content: `asked`, `promoted`, and with synonyms, spelling and suggestions all in `aids`, made once for a release
- what is missed: `masking`, `misses`, `counting`; how good it is: `quality`, `measuring`
- memory: `kept` (by size), `guidance.recent` (by number)
"""
