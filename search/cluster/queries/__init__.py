"""How is a query tree put in OpenSearch's queries? Tokens, phrases, filters, and trees of them."""
