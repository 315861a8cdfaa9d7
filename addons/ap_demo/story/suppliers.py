# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the marketplace buys from. Names and numbers are invented."""

from .values import Supplier

GOODS = "tva_acq_normale"
SERVICE = "tva_acq_encaissement"
FUEL = "tva_purchase_good_fuel"
ASSET = "tva_imm_normale"
EU_GOODS = "tva_intra_normale_biens"
IMPORTED_GOODS = "tva_import_outside_eu_20"
IMPORTED_SERVICE = "tva_purchase_service_20_import"
LODGING = "ap_tva_nd_20"  # not deductible

SUPPLIERS = {
    "nordix": Supplier("Nordix Reprise SAS", "FR", "12 quai de la Fosse", "44000", "Nantes", GOODS),
    "comptoir": Supplier("Comptoir du Mobile d'Occasion SARL", "FR", "8 rue Paradis", "13006", "Marseille", None),
    "solidaire": Supplier("Atelier Solidaire Numérique", "FR", "3 rue des Tanneurs", "59800", "Lille", None),
    "mazovia": Supplier("Mazovia Refurb Sp. z o.o.", "PL", "ul. Targowa 24", "03-728", "Warszawa", EU_GOODS, place="PL"),
    "pacific": Supplier("Pacific Parts Inc.", "US", "410 Townsend St", "94107", "San Francisco", IMPORTED_GOODS, "USD", "FR"),
    "ecrans": Supplier("Écrans du Rhône SAS", "FR", "27 cours Gambetta", "69003", "Lyon", GOODS),
    "carton": Supplier("Carton Vert Emballages", "FR", "ZA des Ormeaux", "72100", "Le Mans", GOODS),
    "bureau": Supplier("Bureau Facile SAS", "FR", "5 avenue Carnot", "91300", "Massy", GOODS),
    "outillage": Supplier("Outillage Mercier et Fils", "FR", "19 rue du Port", "76600", "Le Havre", GOODS),
    "lefort": Supplier("Machines Lefort SA", "FR", "2 rue de l'Industrie", "25000", "Besançon", ASSET),
    "nuage": Supplier("Nuage Souverain SAS", "FR", "40 rue de Bercy", "75012", "Paris", SERVICE),
    "cloudwest": Supplier("CloudWest Computing Inc.", "US", "1200 Pine St", "98101", "Seattle", IMPORTED_SERVICE, "USD"),
    "papillon": Supplier("Agence Papillon", "FR", "14 rue Oberkampf", "75011", "Paris", SERVICE),
    "mirabelle": Supplier("Studio Mirabelle", "FR", "6 place Stanislas", "54000", "Nancy", SERVICE),
    "interim": Supplier("Intérim Atlantique", "FR", "31 boulevard Gabriel Guist'hau", "44000", "Nantes", SERVICE),
    "neteclat": Supplier("Net'Éclat Propreté", "FR", "9 rue des Lilas", "93170", "Bagnolet", SERVICE),
    "verdier": Supplier("Cabinet Verdier & Associés", "FR", "55 rue La Boétie", "75008", "Paris", SERVICE),
    "mercator": Supplier("Assurances Mercator", "FR", "1 place de la Bourse", "33000", "Bordeaux", None),
    "boreal": Supplier("Logiciels Boréal SAS", "FR", "18 rue Esquermoise", "59000", "Lille", SERVICE),
    "kerouac": Supplier("Transports Kerouac", "FR", "Zone portuaire", "29200", "Brest", SERVICE),
    "colis": Supplier("Colis Express Sud", "FR", "70 avenue de Toulouse", "34070", "Montpellier", SERVICE),
    "voyageurs": Supplier("Hôtel des Voyageurs", "FR", "2 place de la Gare", "67000", "Strasbourg", LODGING),
    "ouest": Supplier("Carburants de l'Ouest", "FR", "Route de Rennes", "35170", "Bruz", FUEL),
    "horizon": Supplier("Télécom Horizon", "FR", "88 rue de Rivoli", "75004", "Paris", SERVICE),
    "lumen": Supplier("Électricité Lumen", "FR", "15 rue Ampère", "38000", "Grenoble", GOODS),
    "garance": Supplier("Imprimerie Garance", "FR", "4 rue Gutenberg", "21000", "Dijon", GOODS),
    "argos": Supplier("Gardiennage Argos", "FR", "11 rue de la Forge", "93200", "Saint-Denis", SERVICE),
    "reemploi": Supplier("Fédération du Réemploi", "FR", "30 rue de Tolbiac", "75013", "Paris", None),
    "canal": Supplier("Serrurerie du Canal SARL", "FR", "16 quai de Valmy", "75010", "Paris", SERVICE),
    "lagrange": Supplier("Imprimerie Lagrange SAS", "FR", "9 rue des Presses", "94200", "Ivry-sur-Seine", SERVICE),
}  # fmt: skip
