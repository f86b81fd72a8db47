from . import portal, preview, signing, verification
