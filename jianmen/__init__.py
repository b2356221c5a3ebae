"""The command line and the settings: the only place that assembles the parts."""
