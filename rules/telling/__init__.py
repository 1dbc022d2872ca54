"""Telling readers what changes: versions, rows and numbers by date, for whom, and which general answers rest on them; and what is due for a look.

It must not know how anything is published, nor who reads: nothing about readers is kept.
"""
