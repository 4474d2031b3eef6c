/** Those lines of a boot configuration that tell where something lies: by these a plan can say what becomes of them. */

const TELLING =
  /^\s*(?:append|options|linux|kernel|initrd|fdt|devicetree|search|configfile|set\s+prefix)|root|resume|uuid|crypt|luks|[{;]\s*(?:linux|initrd)|mount\.usr|rd\.(?:lvm|md)/i;

/** Lines of one file, and characters of each. */
const MOST = { lines: 64, characters: 1000 };

/** Each once, in their order. @returns null where there are more, or longer ones */
export function tellingLines(text: string): string[] | null {
  const lines = new Set<string>();
  for (const line of text.split('\n')) {
    if (/^\s*#/.test(line) || !TELLING.test(line.slice(0, 20_000))) continue;
    if (line.length > MOST.characters || lines.size === MOST.lines) return null;
    lines.add(line);
  }
  return [...lines];
}
