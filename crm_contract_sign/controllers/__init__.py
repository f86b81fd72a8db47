from . import identity, participation, portal, preview, signing, verification
