/** Sizes, rates and durations as people read them. Pure; used by the terminal and the window alike. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as printed on drives: `31.9 GB`, `512 B`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Two sizes that are to be told apart: in bytes where they would read the same. */
export function formatApart(one: number, other: number): readonly [one: string, other: string] {
  const words = [formatBytes(one), formatBytes(other)] as const;
  return words[0] === words[1] ? [`${grouped(one)} bytes`, `${grouped(other)} bytes`] : words;
}

/** Bytes a second. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** `0:42`, `12:05`, `1:02:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Thin spaces between thousands read the same in every language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** Rounds down, so that only a finished job reads 100 %. */
export function formatPercent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

const SIZE = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(i?B)?$/i;

/** `4G`, `4GB`, `512MiB` in bytes; binary units (1G = 2^30) except for `kB MB GB TB`; undefined if it is no size. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (!match?.[1]) return undefined;
  const base = match[3]?.toLowerCase() === 'b' && match[2] ? 1000 : 1024;
  const power = ' KMGT'.indexOf((match[2] ?? '').toUpperCase() || ' ');
  const bytes = Math.floor(Number(match[1]) * base ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
