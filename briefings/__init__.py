"""The weekly threat briefing."""
