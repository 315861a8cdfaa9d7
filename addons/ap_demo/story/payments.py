# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the company pays: twice a month what is due, some suppliers late."""

RUNS = (10, 25)  # days of the month on which transfers leave
# Days after the due date on which these are paid, because somebody waits for a receipt.
LATE = {"kerouac": 20, "outillage": 35, "garance": 12}
# Supplier's numbers of bills that are not paid: captured twice, or disputed.
KEPT = ("CES 881", "AP-118")
CAPITAL = 2400000.00  # paid in a year before, so that the bank is not overdrawn
# Suppliers whose new bank details somebody typed in: each opens a case.
CHANGED = ("boreal",)


def french_iban(number: int) -> str:
    """An IBAN that passes its checks and belongs to nobody we know of.

    >>> french_iban(1)
    'FR7699999000010000000000115'
    """
    bank, branch, account = 99999, 1, number
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    return _iban("FR", f"{bank:05d}{branch:05d}{account:011d}{key:02d}")


def polish_iban(number: int) -> str:
    """The same for a Polish account: eight digits of the bank, sixteen of the account."""
    return _iban("PL", f"10901014{number:016d}")


def _iban(country: str, rest: str) -> str:
    """The country, its two check digits and the rest (ISO 13616)."""
    letters = "".join(str(ord(letter) - 55) for letter in country)
    check = 98 - int(f"{rest}{letters}00") % 97
    return f"{country}{check:02d}{rest}"
