"""What PostgreSQL holds of contracts, read past Odoo."""

import base64
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


@dataclass(frozen=True)
class Proof:
    """What became of the proof of time of one contract that everyone has signed.

    :ivar state: ``due`` or ``done``
    :ivar documents: the kinds of its files, oldest first, certificate of completion apart
    :ivar is_named: whether the contract names its newest file as the signed one
    :ivar events: how many *preserve* events its log holds
    :ivar timestamps: how many time-stamps of the whole document its newest file holds
    :ivar mails: how many copies were queued
    :ivar waits: whether the copies are still to be sent
    :ivar log_is_intact: whether its chain of events holds
    """

    state: str
    documents: tuple[str, ...]
    is_named: bool
    events: int
    timestamps: int
    mails: int
    waits: bool
    log_is_intact: bool


SIGNED_FILES = ("frozen", "signed", "signed")
QUEUED = Proof("due", SIGNED_FILES, True, 0, 0, 0, True, True)
PROVED = Proof("done", (*SIGNED_FILES, "preserved"), True, 1, 1, 0, True, True)
HANDED_OUT = Proof("done", (*SIGNED_FILES, "preserved"), True, 1, 1, 2, False, True)

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
        links = self._read_log(contract_id)
        return Record(
            state=state,
            signed=signed[0][0],
            documents=tuple(step for step, _content in files),
            sign_events=sum(link.code == "sign" for link in links),
            signatures=self._count_signatures(files[-1][1]),
            log_is_intact=signing.chain.check(links).intact,
        )

    def look_up_proofs(self, name: str) -> dict[str, Proof]:
        """What became of the proofs of the contracts whose title begins with ``name``."""
        rows = self._query(
            "SELECT id, name, proof_state, signed_document_id, copies_due_on"
            " FROM crm_contract WHERE name LIKE %s",
            f"{name} %",
        )
        return {title: self._read_proof(number, title, *row) for number, title, *row in rows}

    def _read_proof(
        self, contract_id: int, title: str, state: str, named: int, waits_until: Any
    ) -> Proof:
        files = self._query(
            "SELECT id, kind, content FROM crm_contract_document"
            " WHERE contract_id = %s AND kind <> 'completion' ORDER BY id",
            contract_id,
        )
        (mails,) = self._query(
            "SELECT count(*) FROM mail_mail JOIN mail_message"
            " ON mail_message.id = mail_mail.mail_message_id WHERE subject = %s",
            f"Signed by everyone: “{title}”",
        )
        links = self._read_log(contract_id)
        newest, _kind, content = files[-1]
        self._count_signatures(content)
        return Proof(
            state=state,
            documents=tuple(kind for _number, kind, _content in files),
            is_named=named == newest,
            events=sum(link.code == "preserve" for link in links),
            timestamps=base64.b64decode(bytes(content)).count(b"/ETSI.RFC3161"),
            mails=mails[0],
            waits=bool(waits_until),
            log_is_intact=signing.chain.check(links).intact,
        )

    def _read_log(self, contract_id: int) -> list[signing.chain.Link]:
        return [
            signing.chain.Link(*row)
            for row in self._query(
                "SELECT version, sequence, moment, code, payload, coalesce(previous_hash, ''), hash"
                " FROM crm_contract_event WHERE contract_id = %s ORDER BY sequence",
                contract_id,
            )
        ]

    def _count_signatures(self, content: Any) -> int:
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
