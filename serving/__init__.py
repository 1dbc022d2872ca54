"""How the site is served as a whole: its settings, and the headers of every response.

This package must not know what any page says; `app.py` alone uses it.
"""
