from . import portal, signing, verification
