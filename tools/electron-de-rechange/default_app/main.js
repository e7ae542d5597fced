// Remplace le default_app d’Electron, absent d’un environnement déjà empaqueté : sans lui, `electron chemin/de/l/app` sort en silence.
const { app } = require('electron')
const fs = require('node:fs')
const path = require('node:path')
const Module = require('node:module')

const modules = []
let cible
const argv = process.argv.slice(1)
for (let i = 0; i < argv.length; i++) {
  const argument = argv[i]
  // Playwright s’injecte par -r.
  if (argument === '-r' || argument === '--require') modules.push(argv[++i])
  else if (argument === '-v' || argument === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  } else if (!argument.startsWith('-')) {
    cible = argument
    break
  }
}
if (cible === undefined) {
  console.error('usage : electron [options] chemin-de-l-application')
  process.exit(1)
}
if (modules.length > 0) Module._preloadModules(modules)
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
const dossier = path.resolve(cible)
const description = path.join(dossier, 'package.json')
const estPaquet = fs.existsSync(description)
if (estPaquet) {
  const { version, name, productName, desktopName } = JSON.parse(fs.readFileSync(description, 'utf8'))
  if (version) app.setVersion(version)
  app.name = productName || name || 'Electron'
  app.setDesktopName(desktopName || `${app.name}.desktop`)
}
let fichier
try {
  fichier = Module._resolveFilename(dossier, null, true)
} catch (erreur) {
  console.error(`Application introuvable : ${dossier}\n${erreur.message}`)
  process.exit(1)
}
app.setAppPath(estPaquet ? dossier : path.dirname(fichier))
require(fichier)
