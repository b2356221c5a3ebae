"""GCJ-02 (Chinese maps) ↔ WGS-84 (what we store)."""

import math

AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323


def gcj_to_wgs(longitude: float, latitude: float) -> tuple[float, float]:
    """WGS-84 of a GCJ-02 point, to better than a metre (three fixed-point steps).

    >>> tuple(round(x, 5) for x in gcj_to_wgs(104.065735, 30.659462))
    (104.06323, 30.66189)
    """
    lng, lat = longitude, latitude
    for _ in range(3):
        there = wgs_to_gcj(lng, lat)
        lng, lat = lng + longitude - there[0], lat + latitude - there[1]
    return lng, lat


def wgs_to_gcj(longitude: float, latitude: float) -> tuple[float, float]:
    """GCJ-02 of a WGS-84 point.

    >>> tuple(round(x, 4) for x in wgs_to_gcj(104.063232, 30.661886))
    (104.0657, 30.6595)
    """
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    phi = latitude / 180.0 * math.pi
    root = 1 - ECCENTRICITY * math.sin(phi) ** 2
    north = north * 180.0 / (AXIS * (1 - ECCENTRICITY) / (root * math.sqrt(root)) * math.pi)
    east = east * 180.0 / (AXIS / math.sqrt(root) * math.cos(phi) * math.pi)
    return longitude + east, latitude + north
