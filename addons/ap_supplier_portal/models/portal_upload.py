# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill that a supplier sends on the portal becomes a draft by the desk's way in.

Nothing is posted here, whatever the supplier's card says of posting by itself. The same
file makes one draft, however often and at once it is sent.
"""

import logging

from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number_key

from ..rules import upload_file
from . import portal_bills
from .portal_supplier import of_supplier

LONGEST_NUMBER = 60
LONGEST_NOTE = 2000
_logger = logging.getLogger(__name__)


class KnownBill(UserError):
    """We have that bill: `bill`; `by_number`: the number says so, the file is another."""

    def __init__(self, message, bill, by_number=False):
        super().__init__(message)
        self.bill, self.by_number = bill, by_number


def refuse_file(env, problem, name, most):
    """Say what is wrong with a file, and what to do."""
    sentences = {
        "empty": env._("“%(file)s” is empty: choose the file again.", file=name),
        "large": env._("“%(file)s” is larger than %(size)s MB.", file=name, size=most),
        "type": env._("“%(file)s” is of a kind that we cannot take.", file=name),
        "broken": env._(
            "“%(file)s” is damaged or not complete: save it again and send it anew.", file=name
        ),
    }
    raise UserError(sentences[problem])


def take(supplier, company, name, content, number="", note="", is_other=False):
    """Make a draft of this file of the supplier's, and return it.

    `number`: as the supplier typed it; `is_other`: it said that the bill is another one,
    though its number is known. Refused in words of the supplier's: files that are no bill
    of theirs (UserError), bills that we have (KnownBill).
    """
    env, most = supplier.env, company.ap_portal_file_mb
    problem = upload_file.problem_of(content, most)
    if problem:
        refuse_file(env, problem, name or "", most)
    number = " ".join((number or "").split())[:LONGEST_NUMBER]
    _lock(supplier)
    file = env["ir.attachment"].create(
        {"name": upload_file.safe_name(name, upload_file.kind_of(content)), "raw": content}
    )
    try:
        return _taken(supplier, company, file, number, note, is_other)
    except UserError:
        file.exists().unlink()  # nothing stays of what was refused
        raise


def _taken(supplier, company, file, number, note, is_other):
    _refuse_same_file(supplier, company, file)
    if number and not is_other:
        _refuse_number(supplier, company, number, supplier.env["account.move"])
    bills = _made(supplier, company, file)
    for bill in bills:
        _complete(supplier, bill, number, note)
    try:
        _refuse_after_reading(supplier, company, bills, is_other)
    except UserError:
        bills.unlink()
        raise
    return bills[0]


def _lock(supplier):
    """One file of a firm at a time: who comes second sees what the first one sent."""
    supplier.env.cr.execute(
        SQL("SELECT pg_advisory_xact_lock(hashtext('ap_supplier_portal'), %s)", supplier.firm.id)
    )


def _refuse_same_file(supplier, company, file):
    """The same content is on a bill of the firm, or was sent by somebody of it."""
    same = supplier.env["ir.attachment"].search(
        [
            ("checksum", "=", file.checksum),
            ("res_model", "=", "account.move"),
            ("id", "!=", file.id),
        ]
    )
    bill = supplier.env["account.move"].search(
        portal_bills.domain(supplier)
        & portal_bills.Domain("company_id", "=", company.id)
        & portal_bills.Domain("id", "in", same.mapped("res_id"))
        & portal_bills.Domain("state", "!=", "cancel"),
        limit=1,
    )
    if bill:
        raise KnownBill(supplier.env._("We have this file already."), bill)


def _refuse_number(supplier, company, number, made):
    key = bill_number_key(number)
    others = supplier.env["account.move"].search(
        [
            *of_supplier(supplier),
            ("company_id", "=", company.id),
            ("move_type", "in", portal_bills.BILLS),
            ("state", "!=", "cancel"),
            ("ref", "!=", False),
            ("id", "not in", made.ids),
        ]
    )
    for bill in others if key else ():
        if bill_number_key(bill.ref) == key:
            raise KnownBill(
                supplier.env._("We have a bill with the number %(number)s.", number=bill.ref),
                bill, by_number=True,
            )  # fmt: skip


def _made(supplier, company, file):
    """The drafts that the desk makes of the file; an XML that it cannot read is none."""
    env = supplier.env
    journals = env["account.journal"]
    journal = journals.search(
        [*journals._check_company_domain(company), ("type", "=", "purchase")], limit=1
    )
    if not journal:
        raise UserError(
            env._("%(company)s takes no bills here yet: please send it by mail.", company=company.name)
        )
    moves = env["account.move"].with_company(company).with_context(
        default_journal_id=journal.id,
        default_move_type="in_invoice",
        skip_is_manually_modified=True,
        mail_create_nosubscribe=True,
        mail_create_nolog=True,
    )  # fmt: skip
    [read] = moves._to_files_data(file.with_env(moves.env))
    if upload_file.kind_of(file.raw) == upload_file.XML:
        decoder = read["xml_tree"] is not None and moves._get_edi_decoder(read, new=True)
        if not decoder or not decoder.get("priority"):
            raise UserError(
                env._(
                    "“%(file)s” is no e-invoice that we can read: send the bill as PDF.",
                    file=file.name,
                )
            )
    newest = env["res.partner"].with_context(active_test=False).search([], order="id desc", limit=1)
    bills = moves._create_records_from_attachments(file.with_env(moves.env))
    for bill in bills:
        bill.message_main_attachment_id = file
        if bill.commercial_partner_id != supplier.firm:
            _mend_seller(supplier, bill, newest.id, read)
    return bills.with_env(env)


def _mend_seller(supplier, bill, newest, read):
    """Who sends it is known: no card is made for a seller whose numbers are not, and what
    a plain page seems to say of another one is left to who checks it. An e-invoice that
    names another supplier of ours stays as it is, to be refused."""
    seller = bill.partner_id
    made = seller.id > newest and seller.create_uid == supplier.user
    if seller and not made and _is_structured(bill, read):
        return
    _set_seller(bill, supplier.firm)
    if seller:
        bill.message_post(
            body=bill.env._("The file names the seller %(name)s.", name=seller.name)
        )
    if made:
        bill.env.flush_all()
        seller.unlink()


def _is_structured(bill, read) -> bool:
    """Whether the file is an e-invoice, or holds one."""
    inside = [read, *bill._unwrap_attachments([read])]
    return any(one["xml_tree"] is not None for one in inside)


def _set_seller(bill, firm):
    """The supplier of the draft; the terms that its e-invoice gave stay."""
    days = {name: bill[name] for name in ("invoice_payment_term_id", "invoice_date_due")}
    bill.partner_id = firm.id
    if bill.invoice_line_ids and any(bill[name] != value for name, value in days.items()):
        bill.write(
            {
                "invoice_payment_term_id": days["invoice_payment_term_id"].id,
                "invoice_date_due": days["invoice_date_due"],
            }
        )


def _complete(supplier, bill, number, note):
    values = {"ap_uploaded_by_id": supplier.user.id}
    if number and not bill.ref:
        values["ref"] = number
    if not bill.invoice_source_email:
        values["invoice_source_email"] = supplier.user.email or False
    bill.write(values)
    if note:
        bill._message_log(
            body=bill.env._(
                "The supplier wrote: %(note)s", note=" ".join(note.split())[:LONGEST_NOTE]
            ),
            author_id=supplier.user.partner_id.id,
        )


def _refuse_after_reading(supplier, company, bills, is_other):
    """What the e-invoice itself says: another seller, a number that we have."""
    for bill in bills:
        if bill.commercial_partner_id != supplier.firm:
            _logger.warning(
                "User %s sent an e-invoice of another seller on the portal", supplier.user.id
            )
            raise UserError(
                supplier.env._(
                    "This e-invoice names another seller than your company: nothing was "
                    "taken. Ask us if your company's name or numbers have changed."
                )
            )
        if bill.ref and not is_other:
            _refuse_number(supplier, company, bill.ref, bills)
