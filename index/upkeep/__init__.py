"""How is an index kept current and repaired? It follows its sources; undamaged parts are saved."""
