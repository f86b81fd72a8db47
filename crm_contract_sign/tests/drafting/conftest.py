from hypothesis import settings

# The first check of Chinese text loads a dictionary, which takes a second.
settings.register_profile("drafting", deadline=None)
settings.load_profile("drafting")
