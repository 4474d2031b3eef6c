/**
 * Technique: Chromium knows no schemes but its own, so `app://host/path` is `https://host.app.invalid/path` inside, which
 * is a secure context with an origin of its own; `.invalid` resolves nowhere (RFC 2606). Pure.
 */

const INSIDE = /^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.invalid(?=[/?#]|$)/;
const OUTSIDE = /^([a-z][a-z0-9+-]*):\/\/([^/?#]+)/;

/** @param isOurs whether the app answers for that scheme */
export function toInside(url: string, isOurs: (scheme: string) => boolean): string {
  return url.replace(OUTSIDE, (whole, scheme: string, host: string) => (isOurs(scheme) ? `https://${host}.${scheme}.invalid` : whole));
}

export function toOutside(url: string): string {
  return url.replace(INSIDE, '$2://$1');
}
