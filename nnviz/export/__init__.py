"""What is taken away from the course: its runs as files that play by themselves, as tables, and as programs."""
