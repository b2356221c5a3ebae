"""Hunts: one question an analyst asks again and again, a file each; found by looking here."""
