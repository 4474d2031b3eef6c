/** A keyboard in XKB's words (xkeyboard-config(7)). */
export interface Xkb {
  readonly layout: string;
  readonly variant: string;
}

/** Keyboards of the console whose names say something else in XKB (kbd-model-map of systemd). */
const OTHERS: Readonly<Record<string, Xkb>> = {
  uk: { layout: 'gb', variant: '' },
  dvorak: { layout: 'us', variant: 'dvorak' },
  colemak: { layout: 'us', variant: 'colemak' },
  'us-acentos': { layout: 'us', variant: 'intl' },
  'br-abnt2': { layout: 'br', variant: '' },
  'br-abnt': { layout: 'br', variant: '' },
  'cz-qwertz': { layout: 'cz', variant: '' },
  'cz-us-qwertz': { layout: 'cz', variant: '' },
  'la-latin1': { layout: 'latam', variant: '' },
  'pt-latin1': { layout: 'pt', variant: '' },
  sg: { layout: 'ch', variant: '' },
  croat: { layout: 'hr', variant: '' },
  slovene: { layout: 'si', variant: '' },
  trq: { layout: 'tr', variant: '' },
  trf: { layout: 'tr', variant: 'f' },
  jp106: { layout: 'jp', variant: '' },
  cf: { layout: 'ca', variant: '' },
};

const VARIANTS = ['nodeadkeys', 'dvorak', 'colemak', 'intl', 'mac', 'neo', 'bepo', 'qwerty', 'qwertz', 'winkeys', 'oss', 'euro'];

/** `de-latin1-nodeadkeys` is the layout de with the variant nodeadkeys; of a name that says less the first part is the layout. */
export function xkbOf(keymap: string): Xkb {
  const other = Object.hasOwn(OTHERS, keymap) ? OTHERS[keymap] : undefined;
  if (other) return other;
  const [first = keymap, ...rest] = keymap.split(/[-_]/);
  const layout = first === 'uk' ? 'gb' : first;
  return { layout, variant: rest.find((part) => VARIANTS.includes(part)) ?? '' };
}
