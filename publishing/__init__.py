"""Changing content: checking a whole folder, making, opening and switching releases, and publishing through a desk in one step.

This package may use every other one; none of them may know it.
"""
