"""How does an OpenSearch cluster find it? The engine over an index in a cluster."""
