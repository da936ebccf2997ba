"""In which forms are descriptions written? One file a form: its headings, printed lines and spellings."""
