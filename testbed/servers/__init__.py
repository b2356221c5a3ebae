"""Real servers for tests and the cluster demo: Kafka, Elasticsearch and Spark, fetched once, started on free ports."""
