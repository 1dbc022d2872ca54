"""The page on which an owner of an intranet chooses an embed and takes its code, and the pack that answers their colleagues' questions about it.

It must not know what a frame looks like inside, nor decide which questions an embed shows: it offers addresses, and wraps them.
"""
