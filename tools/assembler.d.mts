// Types pour les mesures écrites en TypeScript ; voir assembler.mjs.
export function assembler(node: string, options?: { toujours?: boolean }): Promise<void>;
