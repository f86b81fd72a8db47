from . import identity, link_masking, participation, portal, preview, signing, verification
