// Ce à quoi le démarrage du poste se compare : le même Electron, la même fenêtre, une page vide. Rien de plus ; tout ce que le poste y ajoute est à lui.
const { app, BrowserWindow } = require('electron');

app.setPath('userData', process.env.SIAO_DONNEES);
app.commandLine.appendSwitch('lang', 'fr');
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() => {
  const fenetre = new BrowserWindow({ width: 1440, height: 900, backgroundColor: '#ffffff', show: false, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false } });
  fenetre.once('ready-to-show', () => {
    fenetre.show();
    // la ligne que le poste écrit à sa première peinture (main/index.ts)
    process.stdout.write(`SIAO_FENETRE ${Math.round(performance.now())} ${process.pid}\n`);
  });
  return fenetre.loadURL('data:text/html,<title>Vide</title>');
});
