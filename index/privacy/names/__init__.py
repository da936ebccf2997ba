"""Whether words beside a name, and the name itself, mean a person, a place or a thing."""
