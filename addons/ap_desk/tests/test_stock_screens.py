# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever the suite adds to a screen of Odoo opens for each of Odoo's own roles, and so
do its own screens for whoever may read what they show.

The screens are read from the database: a view added tomorrow is opened, too.
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import datetime, safe_eval, time

from odoo.addons.ap_closing_purchase.tests.common import ApClosingCommon

ROLES = {
    "invoicing": "account.group_account_invoice",
    "read-only": "account.group_account_readonly",
    "manager": "account.group_account_manager",
    "buyer": "purchase.group_purchase_user",
    "purchase manager": "purchase.group_purchase_manager",
    "storekeeper": "stock.group_stock_user",
    "sales person": "sales_team.group_sale_salesman",
    "contacts": "base.group_partner_manager",
    "employee": "base.group_user",
    "administrator": "base.group_system",
    "auditor": "ap_base.group_auditor",
    "apprentice": "ap_base.group_apprentice",
    "head": "ap_base.group_head",
}
SHOWN = ("form", "list", "kanban", "search", "pivot", "graph", "calendar")
MANY = ("one2many", "many2many")
# What Odoo alone refuses, with none of ours installed: a storekeeper reads orders, and
# the form of an order asks for its bills; a buyer reads journals, and their dashboard asks
# for bank statements.
REFUSED_BY_STOCK = {
    ("storekeeper", "purchase.order"): {"invoice_ids", "invoice_lines"},
    ("buyer", "account.journal"): {"kanban_dashboard"},
    ("purchase manager", "account.journal"): {"kanban_dashboard"},
}

# Odoo reads a figure for each reader of the mail, and leaves out one that is refused.
OF_MAILS = ("digest.digest",)


@tagged("post_install", "-at_install")
class TestStockScreens(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env,
                login=f"screen_{name}",
                groups=f"base.group_user,{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name, group in ROLES.items()
            if cls.env.ref(group, raise_if_not_found=False)
        }
        cls.samples = cls._documents()
        cls.env.flush_all()

    @classmethod
    def _documents(cls):
        """Bills of each kind, an invoice, an entry; an order; a supplier."""
        line = cls._received()
        bills = cls._bill(line) | cls._bill(post=False, with_line={"price_unit": 9.0})
        bills |= cls._spread("2026-10-01", "2026-12-31", 300.0)
        sold = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.supplier.id,
                "invoice_date": "2026-10-05",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 5.0})],
            }
        )
        entry = cls._close(kinds=["received"]).run_ids.move_ids[:1]
        cls.env["ap.match"].match_bills(bills.ids)
        sold.action_post()
        account = cls.env["res.partner.bank"].create(
            {"partner_id": cls.supplier.id, "acc_number": "FR7630006000011234567890189"}
        )
        moves = bills | sold | entry
        return {
            "account.move": moves,
            "account.move.line": moves.line_ids,
            "purchase.order": line.order_id,
            "res.partner": cls.supplier | cls.company.partner_id,
            "res.partner.bank": account,
        }

    # -- which screens --------------------------------------------------------------------

    def _screens(self):
        """(model, screen, kind) that is ours or that one of our views adds to."""
        views = self.env["ir.ui.view"].sudo()
        ours = self.env["ir.model.data"].sudo().search(
            [("model", "=", "ir.ui.view"), "|", ("module", "=like", "ap\\_%"),
             ("module", "=like", "l10n\\_fr\\_ap\\_%")]
        )  # fmt: skip
        found = set()
        for view in views.browse(ours.mapped("res_id")).exists():
            root = view
            while root.inherit_id and root.mode == "extension":
                root = root.inherit_id
            if root.model and root.type in SHOWN:
                found.add((root.model, root.id, root.type))
        return sorted(found)

    def test_there_are_screens(self):
        models = {model for model, _view, _kind in self._screens()}
        self.assertLessEqual({"account.move", "purchase.order", "res.partner"}, models)

    def test_each_screen_opens_for_each_role(self):
        for model, view, kind in self._screens():
            for name, user in self.users.items():
                records = self.env[model].with_user(user).with_context(
                    allowed_company_ids=self.company.ids
                )  # fmt: skip
                if not records.has_access("read"):
                    continue
                refused = REFUSED_BY_STOCK.get((name, model), set())
                with self.subTest(model=model, view=view, kind=kind, role=name):
                    self._open(records, view, kind, refused)

    def test_a_client_that_asks_for_every_field_gets_them(self):
        """As `execute_kw(…, "read", [ids])` does: none of ours stands in the way."""
        for model in self._models_we_add_to():
            if model in OF_MAILS:
                continue
            for name, user in self.users.items():
                readable = self.env[model].with_user(user)
                if not readable.has_access("read"):
                    continue
                records = self._samples(readable)
                names = [
                    name
                    for name in records.fields_get()
                    if _is_ours(records._fields[name])
                ]
                self.env.invalidate_all()
                with self.subTest(model=model, role=name):
                    records.read(names)

    def _models_we_add_to(self):
        """Models with a field of ours, by name: Odoo's, and our own."""
        kept = [
            model._name
            for model in self.env.values()
            if not model._abstract
            and not model._transient
            and any(_is_ours(field) for field in model._fields.values())
        ]
        return sorted(kept)

    # -- opening one ------------------------------------------------------------------------

    def _open(self, records, view, kind, refused):
        shown = records.get_views([(view, kind)], {"toolbar": True})["views"][kind]
        arch = etree.fromstring(shown["arch"])
        # A browser asks in a transaction of its own: what another role has just read is
        # not at hand.
        self.env.invalidate_all()
        for field in refused:
            for node in arch.xpath(f"//field[@name='{field}']"):
                node.getparent().remove(node)
        if kind == "search":
            self._search(records, arch)
        elif kind in ("pivot", "graph"):
            self._group(records, arch)
        elif kind == "form":
            for record in self._samples(records):
                self.env.invalidate_all()
                record.web_read(self._specification(records, arch))
                self._onchange_new(records, arch)
        else:
            records.web_search_read([], self._specification(records, arch), limit=20)

    def _samples(self, records):
        if records._transient:
            return records
        samples = self.samples.get(records._name)
        if samples is None:
            samples = records.sudo().search([], limit=3)
        return samples.with_env(records.env)._filtered_access("read")

    def _specification(self, records, arch):
        """What the web client asks for to show this arch."""
        wanted = {}
        for node in arch.iter("field"):
            if self._inside_a_field(node, arch) or node.get("name") not in records._fields:
                continue
            field = records._fields[node.get("name")]
            wanted[field.name] = {}
            if field.type == "many2one":
                wanted[field.name] = {"fields": {"display_name": {}}}
            elif field.type in MANY:
                inner = next(iter(node.xpath("./list|./kanban|./form")), None)
                wanted[field.name] = {"fields": {"id": {}}}
                if inner is not None:
                    other = records.env[field.comodel_name]
                    wanted[field.name]["fields"] |= self._specification(other, inner)
        return wanted

    def _inside_a_field(self, node, arch):
        """Whether the node belongs to a list within another field."""
        for parent in node.iterancestors():
            if parent is arch:
                return False
            if parent.tag == "field":
                return True
        return False

    def _onchange_new(self, records, arch):
        """A new record, where the role may make one."""
        if records.has_access("create"):
            records.onchange({}, [], self._specification(records, arch))

    def _search(self, records, arch):
        """Each filter, and each group."""
        today = date(2026, 11, 20)
        known = {
            "uid": records.env.uid, "time": time, "datetime": datetime,
            "context_today": lambda: today, "relativedelta": relativedelta,
            "current_date": str(today), "allowed_company_ids": self.company.ids,
            "company_id": self.company.id,
        }  # fmt: skip
        for node in arch.iter("filter"):
            if node.get("domain"):
                records.search_count(safe_eval(node.get("domain"), dict(known)), limit=1)
            group = safe_eval(node.get("context") or "{}", dict(known)).get("group_by")
            if group:
                self._count_by(records, group)

    def _group(self, records, arch):
        names = [node.get("name") for node in arch.iter("field") if node.get("name")]
        known = records.fields_get(names, ["groupable"])
        rows = [name for name in names if known.get(name, {}).get("groupable")]
        for name in rows[:1]:
            self._count_by(records, name)

    def _count_by(self, records, name):
        if records._fields[name.split(":")[0]].type in ("date", "datetime"):
            name = name if ":" in name else f"{name}:month"
        records.formatted_read_group([], [name], ["__count"], limit=1)

    def test_the_page_of_the_desk_is_for_the_desk(self):
        """The life cycle of a bill is read by its roles, and stays closed to others."""
        bill = self.samples["account.move"][0]
        for name in ("invoicing", "read-only", "buyer"):
            self.assertNotIn(
                "ap_lifecycle_ids",
                bill.with_user(self.users[name]).fields_get(),
                f"{name} reads no status",
            )
            with self.assertRaises(AccessError):
                bill.with_user(self.users[name]).read(["ap_lifecycle_ids"])
        self.assertIn(
            "ap_lifecycle_ids", bill.with_user(self.users["apprentice"]).fields_get()
        )


@tagged("post_install", "-at_install")
class TestPortal(ApClosingCommon):
    def test_a_supplier_on_the_portal_reads_none_of_our_fields(self):
        """Why a payment is on hold, what was found, who decided: internal matters."""
        bill = self._bill()
        bill.action_hold_payment("Quality of the delivery")
        portal = new_test_user(self.env, login="supplier_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.supplier
        seen = bill.with_user(portal)
        self.assertTrue(seen.has_access("read"))
        self.assertEqual(seen.read(["name"])[0]["name"], bill.name)
        leaks = []
        for model in ("account.move", "account.move.line", "purchase.order",
                      "purchase.order.line", "res.partner", "res.company"):  # fmt: skip
            fields = self.env[model].with_user(portal).fields_get()
            leaks += [
                f"{model}.{name}"
                for name in fields
                if _is_ours(self.env[model]._fields[name])
            ]
        self.assertEqual(leaks, [])
        for name in ("ap_payment_hold_text", "ap_payment_hold_reason", "ap_finding_text",
                     "ap_match_cause_text"):  # fmt: skip
            with self.assertRaises(AccessError):
                seen.read([name])


def _is_ours(field) -> bool:
    modules = field._modules
    return bool(modules) and all(
        one.startswith(("ap_", "l10n_fr_ap_")) for one in modules
    )
