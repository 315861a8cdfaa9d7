# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the marketplace buys; accounts are xml ids of the French chart."""

from .values import Product

PRODUCTS = {
    "iphone13": Product("iPhone 13 128 GB, grade A", "iPhone 13 128 Go, grade A", 298.00, "pcg_607_account", True, "Purchasing"),
    "iphone12": Product("iPhone 12 64 GB, grade B", "iPhone 12 64 Go, grade B", 189.00, "pcg_607_account", True, "Purchasing"),
    "galaxy": Product("Galaxy S22 128 GB, grade A", "Galaxy S22 128 Go, grade A", 242.50, "pcg_607_account", True, "Purchasing"),
    "pixel": Product("Pixel 7 128 GB, grade A", "Pixel 7 128 Go, grade A", 219.90, "pcg_607_account", True, "Purchasing"),
    "thinkpad": Product("ThinkPad T480 laptop, refurbished", "Portable ThinkPad T480 reconditionné", 265.00, "pcg_607_account", True, "Purchasing"),
    "macbook": Product("MacBook Air M1, refurbished", "MacBook Air M1 reconditionné", 529.00, "pcg_607_account", True, "Purchasing"),
    "margin": Product("Second-hand smartphone, margin scheme", "Smartphone d'occasion, TVA sur la marge", 118.00, "pcg_607_account", True, "Purchasing"),
    "screen": Product("iPhone 12/13 replacement screen", "Écran de rechange iPhone 12/13", 39.50, "pcg_6021_account", True, "Workshop"),
    "battery": Product("Replacement battery", "Batterie de rechange", 11.20, "pcg_6021_account", True, "Workshop"),
    "camera": Product("Rear camera module", "Module caméra arrière", 17.80, "pcg_6021_account", True, "Workshop"),
    "box": Product("Recycled cardboard box", "Boîte en carton recyclé", 0.62, "pcg_60261", True, "Logistics"),
    "pouch": Product("Padded shipping pouch", "Pochette matelassée", 0.28, "pcg_60261", True, "Logistics"),
    "tools": Product("Precision screwdriver set", "Jeu de tournevis de précision", 34.90, "pcg_6063", True, "Workshop"),
    "paper": Product("Office supplies", "Fournitures de bureau", 4.15, "pcg_6064", True, "Head office"),
    "bench": Product("Battery test bench", "Banc de test de batteries", 8400.00, "pcg_2154", False, "Workshop"),
    "hosting": Product("Cloud hosting, usage", "Hébergement cloud, consommation", 0.09, "pcg_6135", False, "IT"),
    "compute": Product("Price engine computing hours", "Heures de calcul, moteur de prix", 1.85, "pcg_6135", False, "IT"),
    "campaign": Product("Advertising campaign", "Campagne publicitaire", 4200.00, "pcg_6231", False, "Marketing"),
    "agencyday": Product("Agency day", "Journée d'agence", 620.00, "pcg_6231", False, "Marketing"),
    "photo": Product("Product photo session", "Séance photo produits", 480.00, "pcg_6231", False, "Marketing"),
    "temp": Product("Temporary staff, hours", "Intérimaires, heures", 24.60, "pcg_6211", False, "Workshop"),
    "cleaning": Product("Workshop cleaning, month", "Nettoyage de l'atelier, mois", 1350.00, "pcg_6152", False, "Workshop"),
    "fees": Product("Legal advice, hours", "Conseil juridique, heures", 210.00, "pcg_6226", False, "Head office"),
    "insurance": Product("Comprehensive insurance", "Assurance multirisque", 9600.00, "pcg_6161", False, "Head office"),
    "licence": Product("Order management licence, one year", "Licence de gestion des commandes, un an", 12000.00, "pcg_6511", False, "IT"),
    "support": Product("Software maintenance, quarter", "Maintenance logicielle, trimestre", 2700.00, "pcg_6156", False, "IT"),
    "freight": Product("Inbound freight, pallet", "Transport sur achats, palette", 74.00, "pcg_6241", False, "Logistics"),
    "parcel": Product("Parcel delivery", "Livraison de colis", 4.85, "pcg_6242", False, "Logistics"),
    "hotel": Product("Hotel night", "Nuit d'hôtel", 118.00, "pcg_6256", False, "Head office"),
    "fuel": Product("Fuel of delivery vans", "Carburant des utilitaires", 1.00, "pcg_6061", False, "Logistics"),
    "phone": Product("Telephone lines", "Lignes téléphoniques", 19.00, "pcg_626", False, "Head office"),
    "power": Product("Electricity", "Électricité", 0.17, "pcg_6061", False, "Workshop"),
    "leaflet": Product("Printed leaflets", "Dépliants imprimés", 0.11, "pcg_6236", True, "Marketing"),
    "guarding": Product("Guarding of the warehouse, month", "Gardiennage de l'entrepôt, mois", 1480.00, "pcg_611", False, "Logistics"),
    "membership": Product("Trade federation, membership", "Fédération professionnelle, cotisation", 3600.00, "pcg_6281", False, "Head office"),
    "sorting": Product("Maintenance of the sorting line", "Maintenance de la ligne de tri", 1860.00, "pcg_6156", False, "Logistics"),
    "penalty": Product("Customer claim", "Réclamation client", 1.00, "pcg_6581", False, "Head office"),
}  # fmt: skip
CENTRES = {
    "Purchasing": "Achats",
    "Workshop": "Atelier",
    "Logistics": "Logistique",
    "IT": "Informatique",
    "Marketing": "Marketing",
    "Head office": "Siège",
}
COUNTRIES = {"FR": "France", "PL": "Poland"}
# Price of one euro in dollars, on the last day of the months 9, 8, … before the close.
DOLLARS = (1.0790, 1.0815, 1.0842, 1.0910, 1.0975, 1.0880, 1.0930, 1.0860, 1.0800, 1.0950, 1.0900)
