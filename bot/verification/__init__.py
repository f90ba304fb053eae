"""What a draft sentence claims, compared with the quotes that it cites: its figures, words, limits and roles. bot/verify.py puts the checks together."""
