/** What is to be told when a test fails, by whoever can tell something: the closing lines of a run on another machine are all that is seen of it. */
const witnesses = new Set<() => Promise<string>>();

/** @returns takes the witness away */
export function witness(tell: () => Promise<string>): () => void {
  witnesses.add(tell);
  return () => void witnesses.delete(tell);
}

/** What each of them says, one after the other; one that cannot says why. */
export async function testimony(): Promise<string> {
  const said: string[] = [];
  for (const tell of witnesses) said.push(await tell().catch(String));
  return said.join('\n');
}
