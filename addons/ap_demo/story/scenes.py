# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cases that a month-end must get right, one by one."""

from .values import Anniversary, Bill, Day, Item, Line, Order

PREVIOUS, THIS, NEXT = 1, 0, -1

ORDERS = (
    # Ordered and delivered; the bill comes next month: 40 × 298.00 and 25 × 242.50.
    Order("phones", "nordix", Day(THIS, 9), (
        Line("iphone13", 40, 298.00, ((Day(THIS, 20), 40),)),
        Line("galaxy", 25, 242.50, ((Day(THIS, 20), 25),), discount=4.0),
    )),
    # Margin scheme: no VAT is accrued, not even at year-end. 60 × 118.00.
    Order("margin", "comptoir", Day(THIS, 12), (
        Line("margin", 80, 118.00, ((Day(THIS, 22), 60),)),
    )),
    # Ordered in dozens, received in part, billed in units for one dozen.
    Order("screens", "ecrans", Day(THIS, 5), (
        Line("screen", 20, 474.00, ((Day(THIS, 15), 14),), dozens=True),
    )),
    # Intra-EU goods: reverse charge, nothing on the VAT account.
    Order("laptops", "mazovia", Day(THIS, 6), (
        Line("thinkpad", 30, 265.00, ((Day(THIS, 24), 30),)),
        Line("macbook", 12, 529.00, ((Day(THIS, 24), 8),)),
    )),
    # In dollars, at the rate of the closing date.
    Order("parts", "pacific", Day(THIS, 8), (
        Line("battery", 500, 11.20, ((Day(THIS, 26), 500),)),
        Line("camera", 120, 17.80, ((Day(THIS, 26), 90),)),
    )),
    # Billed for 15, delivered 15, then 3 sent back: a credit note is due.
    Order("returned", "nordix", Day(PREVIOUS, 18), (
        Line("pixel", 15, 219.90, ((Day(PREVIOUS, 25), 15), (Day(THIS, 17), -3))),
    )),
    # Billed ahead of receipt: the boxes come next month.
    Order("ahead", "carton", Day(THIS, 11), (
        Line("box", 6000, 0.62, ((Day(THIS, 18), 2000), (Day(NEXT, 6), 4000))),
    )),
    # A fixed asset: 4084 and not 4081.
    Order("asset", "lefort", Day(PREVIOUS, 14), (
        Line("bench", 1, 8400.00, ((Day(THIS, 28), 1),)),
    )),
    # The VAT of hotel nights is not deductible: it stays in the cost.
    Order("hotel", "voyageurs", Day(THIS, 3), (
        Line("hotel", 6, 118.00, ((Day(THIS, 19), 6),)),
    )),
    # Fuel: 80 % of the VAT is deductible. 1,000.00 accrues 1,040.00 at year-end.
    Order("fuel", "ouest", Day(THIS, 1), (
        Line("fuel", 1000, 1.00, ((Day(THIS, 27), 1000),)),
    )),
    # Received by time elapsed: twelve months of cleaning from the month before last.
    Order("cleaning", "neteclat", Day(2, 1), (
        Line("cleaning", 3, 1350.00, elapsed=(Day(2, 1), Day(THIS, 31))),
    )),
    # A dispute: received, no bill is expected, nobody wants it accrued.
    Order("dispute", "papillon", Day(PREVIOUS, 6), (
        Line("campaign", 1, 4200.00, ((Day(PREVIOUS, 24), 1),)),
    ), no_accrual="Campagne contestée, avoir total négocié avec l'agence"),
    # Below the threshold of 50.00.
    Order("small", "bureau", Day(THIS, 16), (
        Line("paper", 8, 4.15, ((Day(THIS, 21), 8),)),
    )),
    # Received seven months ago and never billed: is a bill still to be expected?
    Order("old", "mirabelle", Day(7, 4), (
        Line("photo", 3, 480.00, ((Day(7, 20), 3),)),
    )),
    # Agency days of the month, confirmed by the marketing team; partly billed.
    Order("agency", "papillon", Day(THIS, 2), (
        Line("agencyday", 9, 620.00, ((Day(THIS, 13), 4), (Day(THIS, 29), 5))),
    )),
    # Ordered only: nothing to accrue.
    Order("tomorrow", "nordix", Day(THIS, 28), (Line("iphone12", 100, 186.00),)),
    # An estimate that the bill corrects: 38 h accrued, billed dearer next month.
    Order("lawyers", "verdier", Day(PREVIOUS, 3), (
        Line("fees", 38, 210.00, ((Day(PREVIOUS, 26), 38),)),
    )),
    # The bill of this month is posted in the next one.
    Order("legal", "verdier", Day(THIS, 4), (
        Line("fees", 12, 210.00, ((Day(THIS, 23), 12),)),
    )),
)  # fmt: skip

# A guard billed on the 28th of each month for twelve months; this month's bill is missing.
GUARDED = tuple(
    Bill("argos", f"GA-{120 - back}", Day(back, 28), (Item("guarding", 1, 1480.00),))
    for back in range(12, 0, -1)
)
RELEASED = ("membership",)
LICENCE = (Anniversary(3, 15), Anniversary(3, 15, years=1, minus=1))
BILLS = (
    *GUARDED,
    # A membership of twelve months, released month by month: RELEASED names its product.
    Bill("reemploi", "FR-COT-87", Day(PREVIOUS, 1), (
        Item("membership", 1, 3600.00, service=(Day(PREVIOUS, 1), Day(-10, 31))),
    )),
    # Its days are in the text only: nobody has dated the line yet.
    Bill("boreal", "LB-0805", Day(THIS, 14), (
        Item("sorting", 1, 1860.00, stated=(Day(THIS, 1), Day(-2, 31))),
    )),
    Bill("boreal", "LB-0315", Anniversary(3, 15), (
        Item("licence", 1, 12000.00, service=LICENCE),
    )),
    Bill("mercator", "QUITT-2201", Day(2, 1), (
        Item("insurance", 1, 9600.00, service=(Day(2, 1), Day(-9, 31))),
    )),
    Bill("boreal", "LB-0788", Day(PREVIOUS, 1), (
        Item("support", 1, 2700.00, service=(Day(PREVIOUS, 1), Day(NEXT, 31))),
    )),
    # A credit note on the maintenance: one third of it, over the same days.
    Bill("boreal", "LB-AV-0102", Day(THIS, 10), (
        Item("support", 1, 900.00, service=(Day(PREVIOUS, 1), Day(NEXT, 31))),
    ), refund=True),
    Bill("horizon", "TH-55120", Day(THIS, 16), (
        Item("phone", 42, 19.00, service=(Day(THIS, 16), Day(NEXT, 15))),
    )),
    Bill("ecrans", "ER-7741", Day(THIS, 25), (
        Item("screen", 12, 39.50, "screens", units=True),
    )),
    Bill("nordix", "NX-20418", Day(PREVIOUS, 28), (Item("pixel", 15, 219.90, "returned"),)),
    Bill("carton", "CV-3310", Day(THIS, 19), (Item("box", 6000, 0.62, "ahead"),)),
    Bill("papillon", "AP-118", Day(THIS, 20), (Item("agencyday", 4, 620.00, "agency"),)),
    Bill("neteclat", "NE-0907", Day(PREVIOUS, 5), (Item("cleaning", 1, 1350.00, "cleaning"),)),
    Bill("verdier", "CVA-411", Day(THIS, 8), (Item("fees", 38, 214.50, "lawyers"),)),
    Bill("verdier", "CVA-430", Day(THIS, 30), (Item("fees", 12, 210.00, "legal"),),
         booked=Day(NEXT, 2)),
    # The firm's bills of earlier months, paid: fees to declare (DAS2).
    Bill("verdier", "CVA-352", Day(4, 12), (Item("fees", 16, 210.00),)),
    Bill("verdier", "CVA-377", Day(2, 9), (Item("fees", 22, 210.00),)),
    # The same bill captured twice, the second time with another spelling.
    Bill("colis", "CES-0881", Day(THIS, 7), (Item("parcel", 64, 4.85),)),
    Bill("colis", "CES 881", Day(THIS, 9), (Item("parcel", 64, 4.85),)),
    # Captured, not posted yet.
    Bill("garance", "IG-902", Day(THIS, 27), (Item("leaflet", 20000, 0.11),), draft=True),
    Bill("lumen", "EL-6610", Day(THIS, 29), (Item("power", 18500, 0.17),), draft=True),
    # Just captured: an agency that forgot the 40 €, and nobody has imputed it.
    Bill("papillon", "AP-131", Day(NEXT, 2), (Item("agencyday", 3, 620.00),), draft=True, bare=True),
    # Bills of the first days, compared with their orders. As ordered and received:
    Bill("nordix", "NX-20560", Day(NEXT, 3), (
        Item("iphone13", 40, 298.00), Item("galaxy", 25, 242.50, discount=4.0),
    ), draft=True, names=("phones",)),
    # 13 dozens ordered at 474.00, billed as 156 units at 40.75: 195.00 too much.
    Bill("ecrans", "ER-7790", Day(NEXT, 3), (Item("screen", 156, 40.75),),
         draft=True, names=("screens",)),
    # Billed, and nothing has come yet.
    Bill("nordix", "NX-20588", Day(NEXT, 4), (Item("iphone12", 100, 186.00),),
         draft=True, names=("tomorrow",)),
    # Captured, not posted, and half of it belongs to the next month.
    Bill("nuage", "NS-7004", Day(THIS, 15), (
        Item("support", 1, 1240.00, service=(Day(THIS, 16), Day(NEXT, 15))),
    ), draft=True),
)  # fmt: skip
