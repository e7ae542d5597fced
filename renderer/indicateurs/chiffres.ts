// L’écran et le document imprimé écrivent un chiffre de la même façon.
export * from '../../contract/chiffres.ts';
