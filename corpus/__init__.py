"""What we know: pages, the passages cut from them, and the index that finds them."""
