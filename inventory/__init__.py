"""Organisations, zones, sensors, networks, assets, vulnerabilities: declared and observed."""

from inventory.folder import load
from inventory.inventory import Alias, Exit, Inventory, InventoryError, Place, empty

__all__ = ["Alias", "Exit", "Inventory", "InventoryError", "Place", "empty", "load"]
