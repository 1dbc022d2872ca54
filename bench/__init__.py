"""Measurements, run by hand and reported in docs/performance.md: how quick we are beside others that do the same work in the same run.

They use the public doors of the packages; nothing of the site may know them, and no test times anything.
"""
