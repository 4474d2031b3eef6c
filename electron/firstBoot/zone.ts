/** The name of a time zone as the zone database writes it, whatever its case; undefined if there is none of that name. */
export function zoneNamed(name: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name.toLowerCase());
  return known ?? (isZone(name) ? name : undefined);
}

/** Also older names, UTC and Etc/…, which are not listed. Offsets such as +02:00 are no names. */
function isZone(name: string): boolean {
  try {
    return /^[A-Z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
