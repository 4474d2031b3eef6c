/**
 * Text from archives, drives and tools, made fit for people: nothing in it moves a cursor, colours a terminal, hides, or
 * turns the direction of writing around. Done where such text comes in, and again where it goes out: twice is as once.
 */

/** Control, format and separator characters, and whatever else Unicode lets a display leave out (UAX #44). */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line, whatever the text holds. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => NAMED[character] ?? (character <= '\u00ff' ? `\\x${hex(character, 2)}` : unitsOf(character)));
}

/** Of a text of several lines, such as the words of a tool, the lines stay. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** JSON of one line that a terminal shows as it is: JSON itself escapes only the first 32. It means the same. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(INVISIBLE, unitsOf);
}

function unitsOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${hex(unit, 4)}`)
    .join('');
}

function hex(unit: string, digits: number): string {
  return unit.charCodeAt(0).toString(16).padStart(digits, '0');
}
