"""Alert intake: files of other systems' alerts as alert frames (columns of graph.episodes.FRAME)."""
