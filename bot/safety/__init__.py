"""What must not get further than the question or the page: personal data, emergencies, refusals, instructions to a language model."""
