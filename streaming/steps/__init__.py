"""The steps of the pipeline, DataFrame to DataFrame."""
