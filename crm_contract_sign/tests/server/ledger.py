"""What PostgreSQL holds of contracts, read past Odoo."""

from dataclasses import dataclass
from typing import Any

import psycopg2

from crm_contract_sign import signing


@dataclass(frozen=True)
class Record:
    """One contract as the database has it.

    :ivar state: of the contract
    :ivar signed: how many signatories have signed
    :ivar documents: how many signatures each file of the contract holds, frozen one first
    :ivar sign_events: how many *sign* events its log holds
    :ivar signatures: how many signatures its newest file holds, each accepted
    :ivar log_is_intact: whether its chain of events holds
    """

    state: str
    signed: int
    documents: tuple[int, ...]
    sign_events: int
    signatures: int
    log_is_intact: bool


UNSIGNED = Record("signing", 1, (0, 1), 1, 1, True)
SIGNED = Record("active", 2, (0, 1, 2), 2, 2, True)


class Ledger:
    """Reads contracts of one database.

    :param host: the folder of PostgreSQL's socket
    """

    def __init__(self, host: str, user: str, database: str) -> None:
        self._connection = psycopg2.connect(host=host, user=user, dbname=database)
        self._connection.autocommit = True

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def look_up(self, name: str) -> dict[str, Record]:
        """The contracts whose title begins with ``name``, by title."""
        rows = self._query(
            "SELECT id, name, state FROM crm_contract WHERE name LIKE %s", f"{name} %"
        )
        return {title: self._read(contract_id, state) for contract_id, title, state in rows}

    def _read(self, contract_id: int, state: str) -> Record:
        signed = self._query(
            "SELECT count(*) FROM crm_contract_signer WHERE contract_id = %s AND state = 'signed'",
            contract_id,
        )
        files = self._query(
            "SELECT step, content FROM crm_contract_document"
            " WHERE contract_id = %s AND kind <> 'completion' ORDER BY id",
            contract_id,
        )
        links = [
            signing.chain.Link(*row)
            for row in self._query(
                "SELECT version, sequence, moment, code, payload, coalesce(previous_hash, ''), hash"
                " FROM crm_contract_event WHERE contract_id = %s ORDER BY sequence",
                contract_id,
            )
        ]
        return Record(
            state=state,
            signed=signed[0][0],
            documents=tuple(step for step, _content in files),
            sign_events=sum(link.code == "sign" for link in links),
            signatures=self._count_signatures(files[-1][1]),
            log_is_intact=signing.chain.check(links).intact,
        )

    def _count_signatures(self, content: Any) -> int:
        import base64

        anchors = self._query(
            "SELECT certificate_pem FROM crm_contract_certificate WHERE kind = 'authority'"
        )
        report = signing.verify(base64.b64decode(bytes(content)), [pem for (pem,) in anchors])
        assert report.accepted, report
        return len(report.signatures)

    def _query(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
