"""Records in Odoo: making a contract from an order beside making the order, listing and searching.

It works in a database of its own, made from the template and rolled back.
"""

import argparse
from collections.abc import Callable
from typing import Any

from .tables import Goal, Table
from .timing import time_in_turn

DATABASE = "contract_bench"
ROUNDS = 5
MANY = 100
LINES = 3
# Of the template for goods, those that apply to such an order.
SECTIONS = 15


def measure(options: argparse.Namespace) -> Table:
    """Do each in turn as a salesperson, and count what PostgreSQL is asked."""
    title = f"Records in Odoo: processor time of Python, median, and queries ({MANY} contracts)"
    head = ("what", "time", "queries")
    if not options.odoo_config:
        return Table(title, head, [("left out: make bench names an Odoo", "", "")])
    registry = open_registry(str(options.odoo_config))
    with registry.cursor() as cursor:
        ways = make_ways(cursor)
        taken = time_in_turn({name: way for name, (way, _goal) in ways.items()}, ROUNDS)
        queries = {name: count_queries(cursor, way) for name, (way, _goal) in ways.items()}
        cursor.rollback()
    order, contract = list(ways)[:2]
    ratio = taken[contract] / taken[order]
    return Table(
        title,
        head,
        [(name, f"{t * 1000:.1f} ms", str(queries[name])) for name, t in taken.items()],
        [
            Goal(
                f"a contract of {SECTIONS} sections within 2 times an order: {ratio:.1f}",
                ratio <= 2,
            ),
            *(
                Goal(f"{name}: at most {most} queries", queries[name] <= most)
                for name, (_way, most) in ways.items()
                if most
            ),
        ],
    )


def open_registry(config_path: str) -> Any:
    """Odoo's registry for the database, made anew: one of before lacks what came since."""
    from tools.odoo import databases, postgresql

    postgresql.start()
    databases.copy_template(DATABASE, demo=True)
    databases.install(DATABASE, demo=True, log="install-bench")
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", config_path, "-d", DATABASE], setup_logging=False)
    return Registry(DATABASE)


def make_ways(cursor: Any) -> dict[str, tuple[Callable[[], object], int | None]]:
    """What is timed, each with the most queries that it may need, if that is a promise."""
    from odoo import api

    root = api.Environment(cursor, api.SUPERUSER_ID, {})
    user = root.ref("base.user_admin")
    env = api.Environment(cursor, user.id, {})
    partner = env["res.partner"].create({"name": "Example", "email": "e@example.com"})
    product = env["product.product"].search([("sale_ok", "=", True)], limit=1)
    template = env.ref("crm_contract_sign.crm_contract_template_goods_en")
    line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 100}

    def make_orders(count: int = 1) -> Any:
        values = {"partner_id": partner.id, "order_line": [(0, 0, line)] * LINES}
        return env["sale.order"].create([values] * count)

    def make_contracts(orders: Any) -> Any:
        return env["crm.contract"].create(
            [
                {
                    **env["crm.contract"]._prepare_order_values(order),
                    "name": f"Supply {order.name}",
                    "type_id": template.type_id.id,
                    "template_id": template.id,
                    "language": "en",
                    "partner_id": order.partner_id.id,
                }
                for order in orders
            ]
        )

    orders = make_orders(MANY)
    assert len(make_contracts(orders)[0].section_ids) >= SECTIONS
    env.flush_all()
    contracts = env["crm.contract"]
    specification = {
        name: {} for name in ("reference", "name", "state", "amount_total", "date_end")
    } | {"partner_id": {"fields": {"display_name": {}}}}

    def flushed(function: Callable[[], object]) -> Callable[[], object]:
        def run() -> None:
            function()
            env.flush_all()

        return run

    def fresh(function: Callable[[], object]) -> Callable[[], object]:
        def run() -> None:
            env.invalidate_all()
            function()

        return run

    return {
        f"make a sales order of {LINES} lines": (flushed(make_orders), None),
        f"make a contract of {SECTIONS} sections from an order": (
            flushed(lambda: make_contracts(orders[:1])),
            None,
        ),
        f"list {MANY} contracts": (
            fresh(lambda: contracts.web_search_read([], specification, limit=MANY)),
            8,
        ),
        "search for a customer's contracts": (
            fresh(lambda: contracts.search([("partner_id", "child_of", partner.id)], limit=80)),
            6,
        ),
        "search for words in the name": (
            fresh(lambda: contracts.search([("name", "ilike", "supply")], limit=80)),
            4,
        ),
    }


def count_queries(cursor: Any, way: Callable[[], object]) -> int:
    """How often PostgreSQL is asked in one run, everything that is cached for good being there."""
    before = cursor.sql_log_count
    way()
    return int(cursor.sql_log_count - before)
