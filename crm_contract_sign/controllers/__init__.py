from . import portal, preview, session, signing, verification
