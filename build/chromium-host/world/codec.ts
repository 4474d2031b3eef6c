/**
 * Technique: values that structured clone knows and JSON does not travel as tagged objects (`{ $: 'map', v: … }`), because
 * the DevTools protocol carries JSON only. A key of the user's own that starts with `$` gets one `$` more.
 * Not carried: cycles, typed arrays other than `Uint8Array`, `RegExp`, the stack of an error.
 */

/** Decoded by its tag. */
interface Tagged {
  readonly $: string;
  readonly v?: unknown;
}

/** @throws Error as Electron words it, for what cannot cross */
export function encode(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
  return encodeObject(value);
}

function encodeObject(value: object): unknown {
  if (Array.isArray(value)) return Array.from(value as unknown[], encode);
  if (value instanceof Date) return { $: 'date', v: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (value instanceof Map) return { $: 'map', v: [...(value as Map<unknown, unknown>)].map(encode) };
  if (value instanceof Set) return { $: 'set', v: [...(value as Set<unknown>)].map(encode) };
  if (value instanceof Error) return { $: 'error', v: [value.name, value.message] };
  if (value instanceof Uint8Array) return { $: 'bytes', v: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.startsWith('$') ? `$${key}` : key, encode(member)]));
}

/** The inverse of {@link encode}. */
export function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  if ('$' in value) return decodeTagged(value as Tagged);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.startsWith('$') ? key.slice(1) : key, decode(member)]));
}

function decodeTagged({ $, v }: Tagged): unknown {
  switch ($) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(v);
    case 'bigint':
      return BigInt(v as string);
    case 'date':
      return new Date((v as number | null) ?? Number.NaN);
    case 'map':
      return new Map((v as unknown[]).map((entry) => decode(entry) as [unknown, unknown]));
    case 'set':
      return new Set((v as unknown[]).map(decode));
    case 'error':
      return decodeError(v as [string, string]);
    case 'bytes':
      return Uint8Array.from(atob(v as string), (character) => character.charCodeAt(0));
    default:
      throw new Error(`unknown tag ${$}`);
  }
}

function decodeError([name, message]: readonly [string, string]): Error {
  return Object.defineProperty(new Error(message), 'name', { value: name, configurable: true, writable: true });
}
