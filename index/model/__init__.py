"""What is a project? Its data and the field table, forms of description as data, and its JSON."""
