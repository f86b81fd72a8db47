"""What only a knowledge of one language can tell, a language a file.

English needs nothing here yet: its words stand apart.  Models that learn (classification,
suggestion) read words from here, so that they never meet a segmenter by name.
"""
