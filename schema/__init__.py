"""The shapes everything passes around, codes and dated rules; imports nothing of ours."""
