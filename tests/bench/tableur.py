# Le même filtre et le même changement, sur les mêmes lignes, dans LibreOffice Calc piloté par UNO. Écrit une ligne JSON de durées en millisecondes.
# Usage : tableur.py PORT FICHIER.csv LIGNES COLONNE VALEUR A_CHANGER
import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL


def propriete(nom, valeur):
    p = PropertyValue()
    p.Name, p.Value = nom, valeur
    return p


port, chemin, lignes, colonne, valeur, a_changer = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5], int(sys.argv[6])
local = uno.getComponentContext()
resolveur = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for essai in range(300):
    try:
        contexte = resolveur.resolve("uno:socket,host=127.0.0.1,port=%s;urp;StarOffice.ComponentContext" % port)
        break
    except Exception:
        time.sleep(0.2)
bureau = contexte.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", contexte)


def chrono(travail):
    debut = time.perf_counter()
    rendu = travail()
    return (time.perf_counter() - debut) * 1000, rendu


# 59 : point-virgule ; 34 : guillemets ; 76 : utf-8
ouvrir, document = chrono(lambda: bureau.loadComponentFromURL(uno.systemPathToFileUrl(chemin), "_blank", 0, (propriete("Hidden", True), propriete("FilterName", "Text - txt - csv (StarCalc)"), propriete("FilterOptions", "59,34,76,1"))))
feuille = document.Sheets.getByIndex(0)
plage = feuille.getCellRangeByPosition(0, 0, 8, lignes)


def filtrer():
    descripteur = plage.createFilterDescriptor(True)
    champ = TableFilterField()
    champ.Field, champ.IsNumeric, champ.StringValue, champ.Operator = colonne, False, valeur, EQUAL
    descripteur.ContainsHeader = True
    descripteur.setFilterFields((champ,))
    plage.filter(descripteur)


def vider():
    plage.filter(plage.createFilterDescriptor(True))


def changer():
    feuille.getCellRangeByPosition(colonne, 1, colonne + 1, a_changer).setDataArray(tuple(("fermee", "2026-12-01") for _ in range(a_changer)))


durees = []
for _ in range(3):
    durees.append(chrono(filtrer)[0])
    vider()
change, _ = chrono(changer)
document.close(False)
print(json.dumps({"ouvrir": ouvrir, "filtrer": min(durees), "changer": change}))
try:
    bureau.terminate()
except Exception:
    pass
