"""How does an OpenSearch cluster find it? The engine whose index lies in a cluster."""
