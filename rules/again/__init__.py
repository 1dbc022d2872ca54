"""Whether anything has changed since an answer was printed: its address is read, decided for then and for today, and compared. Nothing is fetched or kept."""
