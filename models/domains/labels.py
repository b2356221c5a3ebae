"""The registered label of a domain: what a generator made up, without its suffix."""

from functools import lru_cache

import tldextract

EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list shipped with the package; no download


@lru_cache(maxsize=400_000)
def registered(domain: str) -> str:
    """The label before the public suffix and the suffix, lower case; the longest label where there is no known suffix.

    >>> registered("www.Example.co.uk.")
    'example.co.uk'
    """
    clean = domain.strip().strip(".").lower()
    found = EXTRACT(clean)
    return f"{found.domain or max(clean.split('.'), key=len, default='')}.{found.suffix}"


def label_of(domain: str) -> str:
    """The registered label alone.

    >>> label_of("www.Example.co.uk.")
    'example'
    """
    return registered(domain).partition(".")[0]
