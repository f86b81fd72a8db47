from . import portal
from . import signing
from . import verification
