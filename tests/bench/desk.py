# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the web client reads of the desk's screens where very many findings wait.

N findings on N / 10 bills, by all controls of bills; nine of ten are open, some have an
owner. Each screen is read as the client reads it: by the fields of its view, in one call.
"""

from lxml import etree

from odoo import Command
from odoo.tools.safe_eval import safe_eval

from . import scene
from .meter import measured, note

PAGE = 80
EACH = 10  # findings of a bill
CHECKED_COUNT = 10_001  # as the client asks: it says "10,000+" above that
FINDINGS = """
INSERT INTO ap_finding (
       company_id, control_id, control_code, severity, rank, state, res_model, res_id, key,
       partner_id, amount, currency_id, message_plain, cause, user_id, first_seen, last_seen,
       holds, holding, asking, as_checked)
SELECT move.company_id, control.id, control.code, control.severity,
       CASE control.severity WHEN 'blocking' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END,
       CASE WHEN g %% 10 = 0 THEN 'resolved' WHEN g %% 10 < 3 THEN 'assigned' ELSE 'open' END,
       'account.move', move.id, 'bench' || g, move.partner_id, 10 + g %% 900,
       move.currency_id, 'Bench ' || g, 'bench',
       CASE WHEN g %% 10 IN (1, 2) THEN (%(users)s)[1 + g %% 2] END,
       now() - (g %% 90) * interval '1 day', now(), FALSE, FALSE, FALSE, FALSE
  FROM generate_series(%(made)s + 1, %(size)s) g
  JOIN account_move move ON move.id = %(base)s + 1 + (g - 1 - %(made)s) / %(each)s
  JOIN unnest(%(controls)s) WITH ORDINALITY kind(id, place) ON kind.place = 1 + g %% %(kinds)s
  JOIN ap_control control ON control.id = kind.id
"""


def main(env, sizes):
    """CPU seconds and queries of each screen, the second time; sizes grow in one database."""
    company = scene.company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    people = _people(env, company)
    seed, made = _seed(env, company), 0
    for size in sizes:
        _grow(env, seed, people, made, size)
        made = size
        print(f"\n== desk: {size:,} findings on {size // EACH:,} bills", flush=True)
        for role, person in people.items():
            for name, work in _screens(person.with_company(company).env(user=person.id), seed):
                for _time in range(2):
                    env.invalidate_all()
                    spent, _read = measured(env, work)
                note(f"desk_{role}_{name}", size, spent)


def _people(env, company):
    return {
        role: env["res.users"].create(
            {"name": role, "login": f"bench_{role}", "company_id": company.id,
             "company_ids": [Command.set(company.ids)],
             "group_ids": [Command.set([env.ref("base.group_user").id,
                                        env.ref(f"ap_base.group_{role}").id])]}
        )
        for role in ("accountant", "head")
    }  # fmt: skip


def _seed(env, company):
    """The bill that is copied."""
    partner = env["res.partner"].create({"name": "Bench supplier", "country_id": env.ref("base.fr").id})
    bill = env["account.move"].with_company(company).create(
        {"move_type": "in_invoice", "partner_id": partner.id, "invoice_date": scene.DAY,
         "ref": "BENCH-DESK", "company_id": company.id,
         "invoice_line_ids": [Command.create({"name": "Line", "price_unit": 100.0 + place})
                              for place in range(20)]}
    )  # fmt: skip
    env.cr.commit()
    return bill


def _grow(env, seed, people, made, size):
    count = -(-(size - made) // EACH)
    base = scene._copy(env.cr, "account_move", seed.id, count, {
        "name": "'DESK/' || (g + %d)" % made, "ref": "'D-' || (g + %d)" % made,
    })  # fmt: skip
    controls = env["ap.control"].search([("res_model", "=", "account.move")])
    env.cr.execute(
        FINDINGS,
        {"users": [person.id for person in people.values()], "made": made, "size": size,
         "base": base, "each": EACH, "controls": controls.ids, "kinds": len(controls)},
    )  # fmt: skip
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()


def _screens(env, seed):
    """(what, a function that reads it as the client does) of each screen. The views are
    the client's already: it keeps them."""
    return (
        ("first_screen", _listed(env, "ap_base.ap_desk_counter_action", "kanban")),
        ("findings", _listed(env, "ap_base.ap_finding_action", "list")),
        ("bills", _listed(env, "ap_bill.ap_bill_action", "list")),
        ("bill_form", _formed(env, seed)),
    )


def _listed(env, action, kind):
    values = env["ir.actions.actions"]._for_xml_id(action)
    context = safe_eval(values["context"] or "{}", {"uid": env.uid})
    model = env[values["res_model"]].with_context(**context)
    view = next((number for number, name in values["views"] if name == kind), False)
    arch = etree.fromstring(model.get_views([(view, kind)])["views"][kind]["arch"])
    domain = safe_eval(values["domain"] or "[]", {"uid": env.uid})
    wanted = _asked_of(model, arch)
    return lambda: model.web_search_read(domain, wanted, limit=PAGE, count_limit=CHECKED_COUNT)


def _formed(env, seed):
    model = env[seed._name]
    arch = etree.fromstring(model.get_views([(False, "form")])["views"]["form"]["arch"])
    wanted = _asked_of(model, arch)
    return lambda: model.browse(seed.id).web_read(wanted)


def _asked_of(model, arch):
    """What the client asks of the fields of a view."""
    asked = {}
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        one = model._fields[node.get("name")]
        asked[one.name] = {}
        if one.type == "many2one":
            asked[one.name] = {"fields": {"display_name": {}}}
        elif one.type in ("one2many", "many2many"):
            inner = node.find("list") if node.find("list") is not None else node.find("kanban")
            below = {} if inner is None else _asked_of(model.env[one.comodel_name], inner)
            asked[one.name] = {"fields": below or {"display_name": {}}, "limit": 40}
    return asked
