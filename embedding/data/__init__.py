"""Open data: the whole corpus as one download, the map of the site for search engines, data inside pages, and the promise that programs may build on.

It must not know how an embed looks, nor how content is published; it gives what a release holds, in forms that others have agreed on.
"""
