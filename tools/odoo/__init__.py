"""Everything between a fresh clone and a running Odoo: set-up, tests, demo.

``python3 -m tools.odoo COMMAND`` is what the Makefile calls.  Only the standard library is used,
because these scripts make the environment in which anything else could be installed.  What they
fetch or make lies in one folder that Git ignores, ``.cache``; deleting it undoes everything but
the Debian packages.
"""
