"""oEmbed 1.0 (oembed.com): what a site that is given one of our addresses asks for, to show the embed of it in place of a link.

It must not know how a frame looks, nor what it says: it names the frame, and how much room it takes.
"""
