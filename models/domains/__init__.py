"""Names a machine made up: language models, features, generators to learn from, and the classifier."""
