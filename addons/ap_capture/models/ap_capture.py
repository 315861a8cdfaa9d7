# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that was read: what it is, what it says, and the draft made of it."""

import base64
import binascii
import csv
import hashlib
from datetime import date
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import SQL, file_open

from ..formats.pdf_pages import Limits, find_engine, kept, pages_of, scanned_pages_of
from ..rules.habits import read_with
from ..rules.reader import read_bill
from ..rules.reading import Reading, read_by_eye
from ..rules.words import Words, read_words
from . import bill_pages, bill_parts, draft_filling, folder_watch, known_supplier
from .ap_capture_value import FIELDS
from .value_text import as_plain, as_text

KINDS = [
    ("bill", "Bill"),
    ("credit", "Credit note"),
    ("several", "Several bills"),
    ("other", "No bill"),
    ("scan", "Scan, not read"),
    ("failed", "Not readable"),
]
WHY = [
    ("title", "Its title says that it is another document"),
    ("negative", "Its total is negative"),
    ("no_bill", "It has neither the title nor the number and total of a bill"),
    ("no_text", "Its pages are pictures without text: they are read in a moment"),
    ("no_engine", "Its pages are pictures, and the server cannot read them: install tesseract-ocr and tesseract-ocr-fra"),
    ("not_found", "Its pages are pictures of which nothing could be read"),
    ("large", "The file is larger than 40 MB"),
    ("pdf", "The file is damaged, locked by a password, or no PDF"),
    ("heavy", "Reading it takes too long or too much memory"),
]
# Drafts that lack something, or say something else than their page: as `_lacking` does.
LACKING = """
    SELECT capture.id
      FROM ap_capture AS capture
      JOIN account_move AS bill ON bill.id = capture.move_id AND bill.state = 'draft'
      JOIN res_currency AS currency ON currency.id = bill.currency_id
      LEFT JOIN res_partner AS card ON card.id = bill.commercial_partner_id
     WHERE capture.proposed_parts IS NOT NULL
        OR bill.partner_id IS NULL OR COALESCE(bill.ref, '') = '' OR bill.invoice_date IS NULL
        OR CASE WHEN capture.partner_is_sure AND capture.partner_id IS NOT NULL
                THEN card.id <> capture.partner_id
                ELSE regexp_replace(upper(card.vat), '[^A-Z0-9]', '', 'g')
                     NOT IN (capture.page_vat, substr(capture.page_vat, 3))
            END
        OR capture.page_currency <> currency.name
        OR CASE WHEN COALESCE(capture.page_total, 0) = 0 THEN bill.amount_total = 0
                ELSE abs(abs(bill.amount_total) - capture.page_total) >= currency.rounding / 2
            END"""
OF_BILLS = ("bill", "credit")
ONLY_READ = ("iban", "order", "supplier_vat", "supplier_siren")
BY_NUMBER = {"known_vat": "supplier_vat", "known_registry": "supplier_siren"}
KEPT_PAGES = "ap_capture_pages"  # of files that are opened and not yet read, in this transaction
SCANS = Limits(seconds=60, pages=8)  # seconds of one page


@lru_cache(maxsize=2)
def _words(name: str) -> Words:
    with file_open(f"ap_capture/data/{name}.csv") as table:
        return read_words(csv.DictReader(table))


def bill_words() -> Words:
    """The words of bills, out of the table of the add-on."""
    return _words("capture_words")


def table_words() -> Words:
    """The words at the heads of their tables."""
    return _words("table_words")


class ApCapture(models.Model):
    _name = "ap.capture"
    _inherit = ["ap.guarded"]
    _description = "Captured document"
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    checksum = fields.Char(readonly=True, help="SHA-256 of the file.")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    why = fields.Selection(WHY, string="Reason", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Draft", readonly=True, index="btree_not_null", ondelete="set null"
    )
    attachment_id = fields.Many2one("ir.attachment", string="Attachment", readonly=True, ondelete="set null")
    move_state = fields.Selection(related="move_id.state", string="State of the bill")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    partner_is_sure = fields.Boolean(readonly=True)
    value_ids = fields.One2many("ap.capture.value", "capture_id", string="Values", readonly=True)
    page_total = fields.Float(readonly=True, help="The total of the page, without sign.")
    page_currency = fields.Char(readonly=True)
    page_vat = fields.Char(readonly=True, help="The VAT number of who sent the bill, where it is sure.")
    scanned_pages = fields.Json(readonly=True, prefetch=False, help="The words that were read from a scan.")
    proposed_parts = fields.Json(
        readonly=True, help="The bills that the file may hold: first and last page, whether sure, why."
    )
    whole_id = fields.Many2one(
        "ap.capture", string="Pages of", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    part_ids = fields.One2many("ap.capture", "whole_id", string="Bills of the file", readonly=True)
    first_page = fields.Integer(readonly=True)
    last_page = fields.Integer(readonly=True)
    missing = fields.Char(
        compute="_compute_missing", help="What the draft lacks, or has otherwise than the page."
    )
    to_check = fields.Boolean(
        compute="_compute_missing", search="_search_to_check",
        help="A draft of which something is missing or to be checked.",
    )  # fmt: skip

    _once = models.UniqueIndex(
        "(company_id, checksum)", "This file is being read by somebody else: look for its draft."
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.depends(
        "page_total", "page_currency", "page_vat", "partner_id", "partner_is_sure", "proposed_parts",
        "move_id.commercial_partner_id.vat", "move_id.state", "move_id.partner_id", "move_id.ref",
        "move_id.invoice_date", "move_id.amount_total", "move_id.currency_id",
    )  # fmt: skip
    def _compute_missing(self):
        words = dict(self.env["ap.capture.value"]._fields["field"]._description_selection(self.env))
        for capture in self:
            bill = capture.move_id if capture.move_id.state == "draft" else capture.move_id.browse()
            left = [words[name] for name in capture._lacking(bill)] if bill else []
            if bill and capture.proposed_parts:
                left.append(self.env._("Pages of several bills"))
            capture.missing = ", ".join(left)
            capture.to_check = bool(left)

    def _lacking(self, bill) -> list[str]:
        """What the draft lacks, or has otherwise than the page; `LACKING` says the same."""
        currency, total = bill.currency_id, abs(bill.amount_total)
        agrees = total if not self.page_total else not currency.compare_amounts(total, self.page_total)
        there = {
            "supplier": bill.partner_id and not self._names_another(bill.commercial_partner_id),
            "number": bill.ref,
            "date": bill.invoice_date,
            "currency": not self.page_currency or currency.name == self.page_currency,
            "total": agrees,
        }
        return [name for name, is_there in there.items() if not is_there]

    def _names_another(self, card) -> bool:
        """Whether the page surely names another supplier than this card."""
        if self.partner_is_sure and self.partner_id:
            return card != self.partner_id
        return bool(self.page_vat and card.vat) and known_supplier.plain_vat(card.vat) not in (
            self.page_vat, self.page_vat[2:]
        )  # fmt: skip

    def _search_to_check(self, operator, value):
        if operator != "in":
            return NotImplemented  # Odoo then asks by `in`
        self.env.flush_all()
        found = [number for (number,) in self.env.execute_query(SQL(LACKING))]
        return [("id", "in" if True in value else "not in", found)]

    # Ways in ------------------------------------------------------------------------------

    @api.model
    def read_file(self, filename, content_base64, company_id):
        """Read a file and make the draft of the bill that it is.

        :return: ``{"kind": bill, credit, several, other, scan or failed, "why", "fields": {name:
            {"value", "sure", "page", "box", "why"}}, "move_ids"}``; days in ISO form, amounts
            as numbers, ``rates`` as a list of [percent, base, tax], boxes as [left, top,
            right, bottom] in points. What is no bill makes no draft; a file that surely
            holds several bills makes one of each (``several``). A file that was read before
            gives what it gave then.
        :raises UserError: content that is no base64, a company without purchase journal.
        """
        self._refuse_others()
        company = self.env["res.company"].browse(company_id)
        company.check_access("read")
        if company not in self.env.companies:
            raise UserError(self.env._("Choose company %s first: it is not among yours.", company.sudo().name))
        try:
            content = base64.b64decode(content_base64, validate=True)
        except (binascii.Error, TypeError, ValueError):
            raise UserError(
                self.env._("The content of %s is no base64: encode the file and send it again.", filename)
            ) from None
        return self._take(company, filename, content)._result()

    @api.model
    def _take(self, company, filename, content):
        """Read a file, and make the drafts that it has not yet."""
        capture, _reading = self._read(company, filename, content)
        lacks = bill_parts.ranges_left(capture) if capture.kind == "several" else not capture.move_id
        if capture.kind in (*OF_BILLS, "several", "scan") and lacks:
            self._make_draft(capture, company, filename, content)
        return capture

    @api.model
    def _cron_read_folders(self):
        """Read the new files of the companies' folders of bills, one transaction a file."""
        folder_watch.read_all(self.env)

    @api.model
    def _refuse_others(self):
        """Only who prepares bills at the desk reads files into drafts."""
        if not self.env.su and not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Files are read into drafts by the desk: ask for the role Apprentice.")
            )
        self.env["account.move"].check_access("create")

    def _purchase_journal(self, company):
        journal = self.env["account.journal"].search(
            [*self.env["account.journal"]._check_company_domain(company), ("type", "=", "purchase")],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._("Company %s has no purchase journal: create one first.", company.name)
            )
        return journal

    def _make_draft(self, capture, company, filename, content):
        """Make the draft by the way that every file of a bill goes."""
        journal = self._purchase_journal(company)
        attachment = self.env["ir.attachment"].create(
            {"name": filename, "raw": content, "mimetype": "application/pdf"}
        )
        moves = journal.with_company(company).with_context(
            default_move_type="in_invoice"
        )._create_document_from_attachment(attachment.ids)
        if not capture.move_id and capture.kind != "several":
            capture.sudo().move_id = moves[:1]

    # Reading ------------------------------------------------------------------------------

    @api.model
    def _read(self, company, filename, content, attachment=None):
        """Return (capture, reading): the reading is None where the file was read before."""
        captures = self.sudo()
        checksum = hashlib.sha256(content).hexdigest()
        known = captures.search([("company_id", "=", company.id), ("checksum", "=", checksum)])
        if known:
            return known, None
        found, reading = self._pages_and_reading(company, content)
        own = known_supplier.own_of(company.sudo())
        reading, learned = captures._taught(company, found, reading)
        capture = captures.create(
            {
                "name": filename, "company_id": company.id, "checksum": checksum,
                "kind": reading.kind, "why": reading.why or False, "page_count": found.count,
                "attachment_id": attachment.id if attachment else False,
                "proposed_parts": reading.kind in OF_BILLS and bill_parts.proposed(found, bill_words(), own),
                **captures._found(company, reading, learned),
            }
        )  # fmt: skip
        capture._wait_for_eyes()
        return capture, reading

    @api.model
    def _found(self, company, reading, learned=None) -> dict:
        """The supplier and the values of a reading, as the record has them. `learned`: the habit
        of each field that was read by one."""
        learned = learned or {}
        partner, way = known_supplier.find(company.sudo(), reading)
        if not partner and "supplier" in learned:
            partner, way = learned["supplier"].partner_id, "learned"
        sure = bool(partner) and way != "learned"  # a name may be another's as well
        values = [
            self._value(place, name, reading.fields[name])
            for place, (name, _label) in enumerate(FIELDS)
            if name in reading.fields
        ]
        if partner:
            values = [self._known(one, partner, way, sure) for one in values]
            if "supplier" not in reading.fields:
                values.insert(0, {"sequence": 0, "field": "supplier", "value": partner.name,
                                  "sure": True, "state": "proposed", "why": way})  # fmt: skip
        for one in values:
            one["habit_id"] = learned[one["field"]].id if one["field"] in learned else False
        total, currency, vat = (reading.fields.get(name) for name in ("total", "currency", "supplier_vat"))
        return {
            "partner_id": partner.id, "partner_is_sure": sure,
            "page_total": abs(float(total.value)) if total else 0.0,
            "page_currency": currency.value if currency else False,
            "page_vat": vat.value if vat and vat.sure else False,
            "value_ids": [fields.Command.create(one) for one in values],
        }  # fmt: skip

    @api.model
    def _pages_and_reading(self, company, content):
        """Return (pages, reading) of a file."""
        found = self._pages(content)
        self.env.cr.cache[KEPT_PAGES].pop(hashlib.sha256(content).digest(), None)
        if found.problem:
            return found, Reading("failed", {}, found.problem)
        own = known_supplier.own_of(company.sudo())
        return found, read_bill(found.pages, bill_words(), own, table_words())

    @api.model
    def _taught(self, company, found, reading, eyes=None):
        """Return (reading, habits): the reading with what earlier bills of the supplier taught,
        and the habit by which each value was learned. `eyes`: of a scan, what is sure there."""
        habits = self.env["ap.capture.habit"].sudo()
        if reading.kind not in OF_BILLS:
            return reading, {}
        partner, _way = known_supplier.find(company.sudo(), reading)
        name = reading.fields.get("supplier")
        alias = habits._supplier_named(company, name.value) if name and not partner else habits
        known = habits._of(company, partner or alias.partner_id) if partner or alias else habits
        rules = known._as_rules() if partner else [one._replace(seen=1) for one in known._as_rules()]
        own = known_supplier.own_of(company.sudo())
        taught, used = read_with(reading, found.pages, bill_words(), own, rules)
        by_field = {field: habits.browse(habit.key) for field, habit in used.items()}
        if alias:
            by_field["supplier"] = alias
        return (eyes(taught) if eyes else taught) if used else reading, by_field

    @api.model
    def _words_of_bills(self):
        return bill_words()

    @api.model
    def _pages(self, content):
        """The pages of a file; kept until it is read, so that it is opened once."""
        digest, kept_pages = hashlib.sha256(content).digest(), self.env.cr.cache.setdefault(KEPT_PAGES, {})
        if digest not in kept_pages:
            kept_pages[digest] = pages_of(content)
        return kept_pages[digest]

    @api.model
    def _value(self, place, name, read) -> dict:
        return {
            "sequence": place, "field": name, "value": as_text(read.value), "sure": read.sure,
            "why": read.why, "label": read.label, "page": read.page, "box": list(read.box),
            "state": "read" if name in ONLY_READ else "proposed",
        }  # fmt: skip

    def _known(self, value, partner, way, sure=True) -> dict:
        """The value with what the card of the supplier says of it."""
        if value["field"] == "supplier":
            name = value["value"] if way == "learned" else partner.name
            return {**value, "value": name, "sure": sure, "why": way}
        if value["field"] == "iban":
            known = partner.commercial_partner_id.bank_ids.mapped("sanitized_acc_number")
            return {**value, "state": "compared" if value["value"] in known else "unknown"}
        if value["field"] == BY_NUMBER.get(way):
            return {**value, "state": "compared"}
        return value

    def _fill(self, bill, reading):
        """Fill the draft with what is sure, and say of each value what became of it."""
        self.ensure_one()
        filled = draft_filling.fill(bill, self, reading)
        for value in self.value_ids:
            if value.field in filled:
                value.state = "filled"
        self.move_id = bill

    def _apply(self, value):
        """Put a proposed value into the draft, as who works on it wants."""
        self.ensure_one()
        bill = self.move_id.with_env(self.env)
        bill.check_access("write")
        if not value.can_apply or bill.state != "draft":
            raise UserError(
                self.env._(
                    "%s cannot be applied: it was applied before, or the bill is no draft any more.",
                    value.value,
                )
            )
        bill.write(self._to_write(value))
        value.sudo().state = "applied"

    def _to_write(self, value) -> dict:
        if value.field == "supplier":
            return {"partner_id": self.partner_id.id}
        if value.field == "number":
            return {"ref": value.value}
        if value.field == "date":
            return {"invoice_date": date.fromisoformat(value.value)}
        if value.field == "due":
            return {"invoice_payment_term_id": False, "invoice_date_due": date.fromisoformat(value.value)}
        currency = self.env["res.currency"].search([("name", "=", value.value)], limit=1)
        if not currency:
            raise RedirectWarning(
                self.env._("Currency %s is not active: activate it, then apply it.", value.value),
                self.env.ref("base.action_currency_form").id,
                self.env._("Currencies"),
            )
        return {"currency_id": currency.id}

    def _result(self) -> dict:
        self.ensure_one()
        return {
            "kind": self.kind,
            "why": self.why or "",
            "fields": {
                value.field: {
                    "value": as_plain(value.field, value.value), "sure": value.sure,
                    "page": value.page, "box": value.box or [], "why": value.why or "",
                }
                for value in self.sudo().value_ids
            },
            "move_ids": (self.move_id or self.sudo().part_ids.sorted("first_page").move_id).ids,
        }  # fmt: skip

    # Several bills of one file --------------------------------------------------------------

    def action_split(self):
        """Ask which pages of the file are which bill; the pages that it proposes are filled in."""
        self.ensure_one()
        self._refuse_others()
        if self.move_id.state != "draft" or self.page_count < 2 or not self.attachment_id:
            raise UserError(
                self.env._("%s is not to be split: it has one page, or its bill is no draft.", self.name)
            )
        wizard = self.env["ap.capture.split"].create(
            {"capture_id": self.id, "line_ids": [fields.Command.create(one) for one in self._split_rows()]}
        )
        return {
            "type": "ir.actions.act_window", "name": self.env._("Bills of one file"),
            "res_model": wizard._name, "res_id": wizard.id, "views": [(False, "form")], "target": "new",
        }  # fmt: skip

    def _split_rows(self) -> list[dict]:
        parts = self.proposed_parts or [[1, 1, False, []], [2, self.page_count, False, []]]
        return [{"first_page": part[0], "last_page": part[1], "evidence": part[3]} for part in parts]

    def action_join(self):
        """Make one draft of a file that was split: the drafts of its pages are deleted."""
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._("Drafts are deleted where pages are put together: this requires the role Accountant or above.")
            )
        self.check_access("read")
        if self.kind != "several":
            raise UserError(self.env._("%s was not split.", self.name))
        bill_parts.join(self)
        return self.action_open_bill()

    # Scans ----------------------------------------------------------------------------------

    @api.model
    def _engine(self):
        """What reads scans on this server: another engine of the same shape may take its place."""
        return find_engine()

    def _wait_for_eyes(self):
        """Have a scan read by the job, if the server can."""
        for capture in self.filtered(lambda one: one.kind == "scan"):
            capture.why = "no_text" if self._engine() else "no_engine"
            if capture.why == "no_text":
                self.env.ref("ap_capture.cron_read_scans")._trigger()

    def action_read_scan(self):
        """Have these scans read, again where nothing was found before."""
        self._refuse_others()
        self.check_access("read")
        waiting = self.sudo().filtered(lambda one: one.kind == "scan" and one.attachment_id)
        waiting._wait_for_eyes()
        return True

    @api.model
    def _cron_read_scans(self):
        """Read the scans that wait, one after the other, each kept once it is read."""
        self._read_scans(self._waiting_scans())

    @api.model
    def _waiting_scans(self):
        domain = [("kind", "=", "scan"), ("why", "=", "no_text"), ("attachment_id", "!=", False)]
        return self.search(domain, order="id")

    def _read_scans(self, waiting):
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        engine = self._engine()
        if engine is None:
            waiting.why = "no_engine"
            return
        for capture in waiting:
            capture._read_scan(engine)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _read_scan(self, engine):
        """Read one scan, and fill its draft as far as sums confirm what was read."""
        self.ensure_one()
        found = scanned_pages_of(self.attachment_id.raw or b"", engine, SCANS)
        reading, learned = Reading("failed", {}, found.problem), {}
        own = known_supplier.own_of(self.company_id)
        if not found.problem:
            reading = read_by_eye(read_bill(found.pages, bill_words(), own, table_words()))
            reading, learned = self._taught(self.company_id, found, reading, read_by_eye)
        if reading.kind not in OF_BILLS:
            self.why = "not_found" if reading.kind == "scan" else reading.why
            return
        self.value_ids.unlink()
        parts = bill_parts.proposed(found, bill_words(), own)
        self.write(
            {
                "kind": reading.kind, "proposed_parts": parts, "why": reading.why or False, "page_count": found.count,
                "scanned_pages": kept(found.pages), **self._found(self.company_id, reading, learned),
            }
        )  # fmt: skip
        bill = self.move_id.with_company(self.company_id)
        if bill.state == "draft":
            self._fill(bill, reading)

    # Screens ------------------------------------------------------------------------------

    def action_open_bill(self):
        """Open the draft beside its page, a posted bill as it is, the bills of a file that was split."""
        self.ensure_one()
        if self.kind == "several":
            return {
                "type": "ir.actions.act_window", "name": self.name, "res_model": "account.move",
                "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", self.part_ids.move_id.ids)],
            }  # fmt: skip
        if not self.move_id:
            raise UserError(self.env._("No draft was made of %s.", self.name))
        beside = self.move_id.state == "draft" and self.attachment_id and self.kind != "failed"
        view = self.env.ref("ap_capture.view_move_form_beside").id if beside else False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bill"),
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(view, "form")],
        }

    @api.model
    def pages_of_bill(self, move_id):
        """Return what stands beside a bill: the pages of its files, and the values read.

        :return: ``[{"id", "name", "pages": [1, 2], "values": [{"field", "value", "shown",
            "page", "box", "why", "record"}]}]``; empty where the bill was not captured.
        """
        self.env["account.move"].browse(move_id).check_access("read")
        captures = self.search([("move_id", "=", move_id), ("attachment_id", "!=", False)], order="id")
        return [bill_pages.shown(capture) for capture in captures]

    def page_picture(self, page, width=1000):
        """Return a page of the file as a picture of so many pixels.

        :return: ``{"width", "height", "image"}``: its size in points, a JPEG in base64.
        """
        return bill_pages.picture(self._with_its_file(), page, width)

    def value_at(self, page, x, y, field):
        """Return the value of a field where somebody points.

        :param field: supplier, number, date, due or amount.
        :return: ``{"value", "text", "box"}``, and ``"record": {"id", "display_name"}`` of a
            supplier that is known; ``{}`` where no such value stands. Nothing is written.
        """
        return bill_pages.pointed(self._with_its_file(), page, x, y, field)

    def _with_its_file(self):
        """This record, its file readable: who may read the bill may read its page."""
        self.ensure_one()
        self.check_access("read")
        self.move_id.check_access("read")
        return self.sudo()

    @api.model
    def next_to_check(self, move_id=0):
        """Return the screen of the next captured draft that lacks something, `move_id` left
        out: due soonest first; ``{}`` where none is left."""
        domain = [("to_check", "=", True), ("move_id", "!=", move_id), ("attachment_id", "!=", False)]
        waiting = self.search(domain)
        if not waiting:
            return {}
        urgent = min(
            waiting, key=lambda one: (str(one.move_id.invoice_date_due or date.max), one.id)
        )
        return urgent.action_open_bill()
