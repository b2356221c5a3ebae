"""Event log, lake and store: small interfaces, two implementations each."""
