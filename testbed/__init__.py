"""Simulated plants and the simulated province; reaches the pipeline only by files and sockets."""
