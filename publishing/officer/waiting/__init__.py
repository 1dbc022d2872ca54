"""What was handed in and what follows from it: approving, taking back, withdrawing and restoring pages, and reports of rows.

It must not know how a version is written.
"""
