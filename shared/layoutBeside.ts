/** What the layout of a captured drive is called. */
export const CAPTURED = 'captured';

/** Where the layout of a captured drive lies: beside its archive. */
export function layoutBeside(archive: string): string {
  return `${archive}.layout.json`;
}
