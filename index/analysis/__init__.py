"""What is a word found by? Text to tokens, words to lemmas and parts."""
