if __name__.startswith("odoo.addons."):
    from . import test_signing_service
