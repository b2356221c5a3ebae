"""Detectors and anomaly models: functions of frames that know nothing of bus, store or process."""
