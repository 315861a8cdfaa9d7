# SPDX-License-Identifier: AGPL-3.0-or-later
"""The screens that a month opens: actions of a closing."""


def lines(closing):
    """See `action_open_lines` of `ap.closing`."""
    closing.ensure_one()
    action = closing.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_closing_line_action"
    )
    action["domain"] = [("run_id", "in", closing.run_ids.ids), ("state", "!=", "cancelled")]
    action["context"] = {}
    if closing.env.context.get("only_review"):
        action["context"] = {"search_default_review": 1}
    action["display_name"] = closing.display_name
    return action


def tie_outs(closing):
    """See `action_open_tie_outs` of `ap.closing`."""
    closing.ensure_one()
    closing.env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
    action = closing.env["ir.actions.act_window"]._for_xml_id("ap_base.ap_tie_out_action")
    action["domain"] = [
        ("company_id", "=", closing.company_id.id),
        ("date", "=", closing.date_end),
    ]
    return action


def tasks(closing):
    """See `action_open_tasks` of `ap.closing`."""
    if closing.env.user.has_group("ap_base.group_apprentice"):
        closing._refresh_tasks()
    action = closing.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_closing_task_action"
    )
    action["domain"] = [("closing_id", "in", closing.ids)]
    action["context"] = {}
    return action


def ask_reopen(closing):
    """See `action_ask_reopen` of `ap.closing`."""
    closing.ensure_one()
    action = closing.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_closing_reason_action"
    )
    action["context"] = {"default_step": "reopen", "default_closing_id": closing.id}
    return action
