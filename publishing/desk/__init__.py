"""The desk between an officer and the site: what is submitted, checked, approved and released, and by whom.

It must not know by which way in somebody came (commands, HTTP or a form), nor how a page is rendered or an answer found.
"""
