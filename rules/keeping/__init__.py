"""What a reader takes along from an answer: its dates as a calendar file, and draft letters. Made for each request and kept nowhere."""
