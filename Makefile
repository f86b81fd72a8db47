# Everything is done by tools/odoo; this file gives it short names.
#
#   DEPS=newest           the newest libraries instead of the versions Odoo 19 asks for
#   ODOO_SRC=/path        a checkout of Odoo 19 instead of a download
#   HTTP_PORT=8070        another port than 8069
#   PYTHON=/path/python   another Python than python3
#   SERVE=no              make demo ends after the job

PYTHON ?= python3
DEPS ?= odoo-pins
SERVE ?= yes
HTTP_PORT ?= 8069
export HTTP_PORT
export ODOO_SRC

RUN := $(PYTHON) -m tools.odoo
TARGETS := setup demo serve shell test test-pure lint format bench i18n wheel pins stop clean

.DEFAULT_GOAL := help
.PHONY: help $(TARGETS)

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## fetch Odoo, install its libraries, make template databases
	@$(RUN) setup --deps $(DEPS)

demo: ## play a contract's life on a fresh server, then keep serving it
	@$(RUN) demo --serve $(SERVE)

serve: ## serve the demo database as it was left
	@$(RUN) serve

shell: ## open Odoo's shell on the demo database
	@$(RUN) shell

test: ## run every test: pure, in Odoo, in a browser
	@$(RUN) test --deps $(DEPS)

test-pure: ## run the tests that need no Odoo and no database
	@$(RUN) test-pure --deps $(DEPS)

lint: ## check style, types and who imports whom
	@$(RUN) lint

format: ## format the code, mend what tools can mend
	@$(RUN) format

i18n: ## export the terms to translate, bring the translations up to them
	@$(RUN) i18n

bench: ## measure the README's numbers again
	@$(RUN) bench --deps $(DEPS)

wheel: ## build the add-on as a wheel, and check what is in it
	@$(RUN) wheel --deps $(DEPS)

pins: ## resolve the pinned versions in constraints/ again
	@$(RUN) pins

stop: ## stop the private PostgreSQL server
	@$(RUN) stop

clean: ## delete everything fetched or made, databases included
	@$(RUN) clean
