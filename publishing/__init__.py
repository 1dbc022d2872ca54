"""Changing content: checking a whole folder, and making, opening and switching releases.

This package may use every other one; none of them may know it.
"""
