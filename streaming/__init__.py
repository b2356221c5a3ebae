"""The Spark jobs: normalise → enrich → ledger → minute cells → score → correlate → write."""
