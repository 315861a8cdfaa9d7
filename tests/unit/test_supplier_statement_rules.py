# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers' statements: worked examples to the cent."""

import doctest
from datetime import date
from decimal import Decimal as D

import pytest
from ap_base.readers import read_table
from ap_supplier.rules import (
    statement_bridge,
    statement_header,
    statement_matching,
    statement_numbers,
    statement_pairs,
    statement_rows,
    statement_sign,
    statement_table,
    statement_text,
    statement_words,
)
from ap_supplier.rules.statement_bridge import reconcile
from ap_supplier.rules.statement_header import find_layout
from ap_supplier.rules.statement_rows import read_rows
from ap_supplier.rules.statement_sign import find_direction, stated_balance, to_lines
from ap_supplier.rules.statement_values import Item, Line

MODULES = (
    statement_bridge, statement_header, statement_matching, statement_numbers,
    statement_pairs, statement_rows, statement_sign, statement_table, statement_text,
    statement_words,
)  # fmt: skip

LIST = """Date;Piece;Debit;Credit
02/04/2026;FA/053612;1180,00;
12/05/2026;FA/055190;1180,00;
20/05/2026;FA/056001;1180,00;
25/05/2026;;300,00;
"""


@pytest.mark.parametrize("module", MODULES)
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def read(text, items=(), known=""):
    """Return lines, direction and stated balance of a list given as CSV."""
    table = statement_table.canonical(read_table(text.encode()))
    rows = [
        (number, dict(zip(statement_table.COLUMNS, row, strict=True)))
        for number, row in enumerate(table, 1)
        if row
    ]
    reading = statement_table.reading_of(rows)
    direction = find_direction(reading, items, known)
    assert direction, "asked"
    assert not reading.unread
    return to_lines(reading, direction), direction, stated_balance(reading, direction)


def item(key, amount, day, number="", residual=None, **more):
    numbers = (number,) if number else ()
    left = D(amount) if residual is None else D(residual)
    more = {"group": key} | more
    return Item(key, D(amount), left, date.fromisoformat(day), numbers, **more)


def told(bridge):
    """Return result, numbers or labels there, keys here, difference."""
    return [
        (
            row.result,
            [line.numbers[0] if line.numbers else "" for line in row.lines],
            [one.key for one in row.items],
            str(row.difference),
        )
        for row in bridge.rows
    ]


def test_numbers_come_before_amounts():
    """Case sup-statement-number-before-amount: no cross pair, digits swapped suggested."""
    ours = [
        item(1, "1180.00", "2026-04-03", "FA-53612"),
        item(2, "1180.00", "2026-05-30", "FA55190"),
        item(3, "1180.00", "2026-05-21", "FA/056010"),
        item(4, "300.00", "2026-05-25"),
    ]
    lines, _direction, _stated = read(LIST, ours)
    bridge = reconcile(lines, ours, date(2026, 5, 31))
    assert told(bridge) == [
        ("matched", ["FA/053612"], [1], "0.00"),
        ("date_differs", ["FA/055190"], [2], "0.00"),
        ("suggested", ["FA/056001"], [3], "0.00"),
        ("suggested", [""], [4], "0.00"),
    ]
    codes = [row.reasons[0].code for row in bridge.rows]
    assert codes == ["number_date", "number", "mistyped", "amount_date_no_number"]
    assert bridge.rows[2].reasons[0].details == ("FA/056001", "FA/056010")
    assert (bridge.theirs, bridge.ours, bridge.unexplained) == (D("3840.00"),) * 2 + (
        0,
    )


def test_a_list_without_lines_leaves_ours():
    """Case sup-statement-seen-from-the-past, first statement."""
    ours = [
        item(27, "640.00", "2025-07-07", "27", kind="bill"),
        item(28, "310.00", "2025-07-26", "28", kind="bill"),
    ]
    bridge = reconcile([], ours, date(2025, 7, 31))
    assert told(bridge) == [
        ("only_ours", [], [27], "-640.00"),
        ("only_ours", [], [28], "-310.00"),
    ]
    assert bridge.unexplained == 0


ACCOUNT = """Extrait de compte client 411ALPHA;;;;;
Edité le 31/10/2026;;;;;
Date;Journal;N° pièce;Libellé;Débit;Crédit;Solde
01/10/2026;AN;;Report à nouveau;1 000,00;;1 000,00
05/10/2026;VTE;FA-2026-101;Facture FA-2026-101;1 200,00;;2 200,00
12/10/2026;VTE;FA-2026-102;Facture FA-2026-102;600,50;;2 800,50
15/10/2026;BQ;;Virement reçu;;1 000,00;1 800,50
20/10/2026;VTE;AV-2026-7;Avoir AV-2026-7;;100,50;1 700,00
28/10/2026;VTE;FA-2026-103;Facture FA-2026-103;340,00;;2 040,00
;;;Total;3 140,50;1 100,50;
;;;Solde dû au 31/10/2026;;;2 040,00
"""


def test_an_account_with_its_opening_and_its_payments():
    """Bill 101 is booked as 1,210.00, 103 is missing, a payment of the 30th is on its way."""
    ours = [
        item(
            1, "1000.00", "2026-09-20", "FA-2026-99", residual=0, group=1, kind="bill"
        ),
        item(2, "-1000.00", "2026-10-14", "PAY/9", residual=0, group=1, kind="payment"),
        item(
            3, "1210.00", "2026-10-06", "FA-2026-101", residual=0, group=3, kind="bill"
        ),
        item(4, "600.50", "2026-10-12", "FA 2026 102", kind="bill"),
        item(
            5, "-1210.00", "2026-10-30", "PAY/12", residual=0, group=3, kind="payment"
        ),
        item(6, "-100.50", "2026-10-21", "AV-2026-7", kind="credit_note"),
    ]
    lines, direction, stated = read(ACCOUNT, ours)
    assert (direction.code, stated) == ("as_written", D("2040.00"))
    bridge = reconcile(lines, ours, date(2026, 10, 31), stated)
    assert told(bridge) == [
        ("matched", [""], [1], "0.00"),
        ("amount_differs", ["FA-2026-101"], [3], "-10.00"),
        ("matched", ["FA-2026-102"], [4], "0.00"),
        ("suggested", [""], [2], "0.00"),
        ("matched", ["AV-2026-7"], [6], "0.00"),
        ("only_theirs", ["FA-2026-103"], [], "340.00"),
        ("only_ours", [], [5], "1210.00"),
    ]
    assert bridge.rows[5].reasons[0].code == "missing_bill"
    assert bridge.rows[6].reasons[0].code == "in_transit"
    assert (bridge.theirs, bridge.ours) == (D("2040.00"), D("500.00"))
    assert bridge.unexplained == 0


def test_a_part_paid_bill_counts_with_what_is_left():
    ours = [
        item(1, "900.00", "2026-10-01", "FA-9001", residual="400.00", group=1),
        item(2, "-500.00", "2026-10-10", "P1", residual=0, group=1, kind="payment"),
    ]
    text = "Date;Facture;Montant TTC;Reste dû\n01/10/2026;FA-9001;900,00;400,00\n"
    lines, _direction, _stated = read(text, ours)
    bridge = reconcile(lines, ours, date(2026, 10, 31))
    assert told(bridge) == [("matched", ["FA-9001"], [1], "0.00")]
    whole = reconcile(
        [Line(2, D(900), date(2026, 10, 1), ("FA-9001",))], ours, date(2026, 10, 31)
    )
    assert told(whole) == [
        ("matched", ["FA-9001"], [1], "0.00"),
        ("only_ours", [], [2], "500.00"),
    ]
    assert whole.unexplained == 0


@pytest.mark.parametrize(
    ("text", "code", "amounts"),
    [
        ("Date;Facture;Débit;Crédit\n01/10/2026;FA-1;10,00;\n02/10/2026;AV-1;;4,00\n", "as_written", ["10.00", "-4.00"]),
        ("Date;Facture;Débit;Crédit\n01/10/2026;FA-1;;10,00\n02/10/2026;AV-1;4,00;\n", "inverted", ["10.00", "-4.00"]),
        ("Date,Type,Invoice no,Amount\n2026-10-01,Invoice,77,10.00\n2026-10-02,Credit note,78,4.00\n", "by_kind", ["10.00", "-4.00"]),
        ("Date;Type;N°;Montant\n01/10/2026;Facture;7;-10,00\n02/10/2026;Avoir;8;4,00\n", "inverted", ["10.00", "-4.00"]),
        ("Date;Type;N°;Montant;Sens\n01/10/2026;Facture;7;10,00;D\n02/10/2026;Avoir;8;4,00;C\n", "as_written", ["10.00", "-4.00"]),
        ("10/13/2026;1234.50;Invoice 4411\n10/14/2026;-200.00;Payment 33\n", "as_written", ["1234.50", "-200.00"]),
    ],
)  # fmt: skip
def test_the_direction_is_understood(text, code, amounts):
    lines, direction, _stated = read(text)
    assert (direction.code, [str(line.amount) for line in lines]) == (code, amounts)


def test_a_list_that_proves_nothing_is_asked_once():
    text = "Date;N°;Débit;Crédit\n01/10/2026;1001;10,00;\n02/10/2026;1002;;4,00\n"
    table = read_table(text.encode())
    reading = read_rows(table, find_layout(table))
    assert find_direction(reading) is None
    assert find_direction(reading, known="inverted").why == "answered"
    ours = [item(1, "10.00", "2026-10-01", "1001")]
    assert find_direction(reading, ours).code == "as_written"


def test_bills_in_instalments_are_one_by_their_number():
    ours = [
        item(1, "500.00", "2026-10-01", "FA-4471", kind="bill"),
        item(2, "700.00", "2026-10-01", "FA-4471", kind="bill"),
    ]
    lines = [Line(2, D("1200.00"), date(2026, 10, 1), ("FA-4471",), kind="bill")]
    bridge = reconcile(lines, ours, date(2026, 10, 31))
    assert told(bridge) == [("matched", ["FA-4471"], [1, 2], "0.00")]


def test_several_lines_for_one_item_are_suggested():
    lines = [
        Line(2, D("412.30"), date(2026, 10, 1), ("BL-11",)),
        Line(3, D("87.70"), date(2026, 10, 8), ("BL-12",)),
        Line(4, D("61.11"), date(2026, 10, 9), ("BL-13",)),
    ]
    ours = [item(1, "500.00", "2026-10-31", "FA-900", kind="bill")]
    bridge = reconcile(lines, ours, date(2026, 10, 31))
    assert told(bridge) == [
        ("suggested", ["BL-11", "BL-12"], [1], "0.00"),
        ("only_theirs", ["BL-13"], [], "61.11"),
    ]


def test_what_is_there_twice_is_said_on_its_side():
    day = date(2026, 10, 1)
    lines = [Line(row, D(50), day, ("FA-1234",)) for row in (2, 3)]
    ours = [item(1, "50", "2026-10-01", "FA-1234", kind="bill")]
    assert [row.result for row in reconcile(lines, ours, day).rows] == [
        "matched",
        "duplicate",
    ]
    twice = [*ours, item(2, "50", "2026-10-02", "FA 1234", kind="bill")]
    bridge = reconcile(lines[:1], twice, day)
    assert told(bridge) == [
        ("matched", ["FA-1234"], [1], "0"),
        ("duplicate", [], [2], "-50"),
    ]


def test_a_draft_and_a_later_booking_are_named():
    day = date(2026, 10, 31)
    lines = [Line(2, D(50), day, ("FA-1",)), Line(3, D(60), day, ("FA-2",))]
    ours = [
        item(1, "50", "2026-10-31", "FA-1", aside="draft"),
        item(2, "60", "2026-11-03", "FA-2", aside="later"),
    ]
    bridge = reconcile(lines, ours, day)
    assert [row.reasons[0].code for row in bridge.rows] == [
        "draft_here",
        "booked_later",
    ]
    assert (bridge.ours, bridge.unexplained) == (0, 0)


def test_a_list_that_does_not_add_up_says_so():
    lines = [Line(2, D(50), date(2026, 10, 1), ("FA-1234",))]
    bridge = reconcile(lines, [], date(2026, 10, 31), D(80))
    assert [row.reasons[0].code for row in bridge.rows] == [
        "missing_bill",
        "does_not_add_up",
    ]
    assert (bridge.theirs, bridge.rows[1].theirs, bridge.unexplained) == (80, 30, 0)


def test_a_payment_that_names_a_bill_is_neither_its_credit_note_nor_part_of_it():
    day = date(2026, 10, 1)
    lines = [
        Line(2, D(-50), day, ("FA-1234",), kind="credit_note"),
        Line(3, D(-100), day, ("FA-1234",), kind="payment"),
    ]
    ours = [item(1, "-50", "2026-10-01", "FA-1234", kind="payment")]
    ours += [item(2, "-300", "2026-10-01", "FA-1234", kind="payment")]
    bridge = reconcile(lines, ours, day)
    assert {row.result for row in bridge.rows if row.lines} <= {"only_theirs", "suggested"}


def test_last_year_s_number_is_not_this_year_s():
    lines = [Line(2, D(50), date(2026, 10, 1), ("117",))]
    ours = [item(1, "70", "2025-10-01", "117", kind="bill")]
    assert [row.result for row in reconcile(lines, ours, date(2026, 10, 31)).rows] == [
        "only_theirs",
        "only_ours",
    ]


PRINTED = """
                        ALPHA FOURNITURES SAS
  Relevé de compte au 31/10/2026          Client : 411NORD

  Date          N° facture       Libellé                    Débit        Crédit
  05/10/2026    FA-2026-101      Vente octobre           1 200,00
  12/10/2026    FA-2026-102      Vente octobre             600,50
  20/10/2026    AV-2026-7        Avoir retour                            100,50
                                 Solde dû                1 700,00
"""


def test_a_printed_list_is_a_table():
    table = statement_table.canonical(statement_text.to_table(PRINTED))
    shown = [[cell for cell in row if cell] for row in table if row]
    assert shown[0][:2] == ["header", date(2026, 10, 31)]
    assert shown[1] == [
        "bill",
        date(2026, 10, 5),
        "FA-2026-101",
        "Vente octobre",
        D("1200.00"),
    ]
    assert shown[3][-1] == D("100.50")
    assert shown[4] == ["closing", "Solde dû", D("1700.00")]


def test_a_printed_list_without_columns_is_read_by_what_its_lines_are():
    text = "Relevé\n02/10/2026 FA-12 Facture 1 180,00\n09/10/2026 FA-13 Facture 20,00\n"
    table = statement_table.canonical(statement_text.to_table(text))
    assert [row[3] for row in table if row] == ["FA-12", "FA-13"]
    assert [row[8] for row in table if row] == [D("1180.00"), D("20.00")]


def test_what_cannot_be_read_is_left_for_a_person():
    text = "Date;Facture;Montant\n32/13/2026;FA-1;10,00\n02/10/2026;FA-2;12,x0\n03/10/2026;FA-3;\n"
    table = read_table(text.encode())
    unread = read_rows(table, find_layout(table)).unread
    assert [(one.row, one.role, one.code) for one in unread] == [
        (2, "day", "not_a_date"),
        (3, "amount", "not_an_amount"),
        (4, "amount", "empty"),
    ]
    assert len(statement_table.canonical(table)) == 4


@pytest.mark.parametrize("text", ["a;b\nc;d\n", "1;2\n3;4\n", "Bonjour"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(statement_header.StatementError, match="no_columns"):
        statement_table.canonical(read_table(text.encode()))
