"""Writing files beside a browser: the whole site on this machine alone, where each page loads again by itself after every release.

It must not be part of the site that readers see: only `flask --app app content preview` switches it on.
"""
