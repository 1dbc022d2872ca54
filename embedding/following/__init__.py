"""What owners of pages follow once an embed of ours stands in them: how it stands today, as a report, and what changes it, as a feed.

It must not know how a frame looks, nor how content is published; it reads what a release holds about the things that an embed shows.
"""
