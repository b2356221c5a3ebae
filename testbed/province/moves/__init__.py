"""The single moves attacks are made of, each leaving the records a real one would."""
