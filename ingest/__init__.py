"""How knowledge gets in: fetch, extract, chunk, sync."""
