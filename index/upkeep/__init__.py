"""How is an index watched over and mended? Its sources are followed; what is whole of it is saved."""
