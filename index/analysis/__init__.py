"""By what is a word found? Text is cut into tokens; words get base forms, parts of compounds, and stems."""
