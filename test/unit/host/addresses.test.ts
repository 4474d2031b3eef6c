import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toInside, toOutside } from '../../../build/chromium-host/main/addresses.ts';

const isOurs = (scheme: string): boolean => scheme === 'app';

it.each([
  ['app://host/index.html?a=b#c', 'https://host.app.invalid/index.html?a=b#c'],
  ['app://host', 'https://host.app.invalid'],
  ['https://example.org/app://x', 'https://example.org/app://x'],
  ['data:text/html,x', 'data:text/html,x'],
])('%s is %s inside', (outside, inside) => {
  expect(toInside(outside, isOurs)).toBe(inside);
  expect(toOutside(inside)).toBe(outside);
});

it('takes no other host for its own', () => {
  for (const url of ['https://host.app.invalid.org/', 'https://example.org/https://host.app.invalid/', 'http://host.app.invalid/'])
    expect(toOutside(url)).toBe(url);
});

it('comes back from where it went', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
      expect(toOutside(toInside(`app://h${path}?${query}`, isOurs))).toBe(`app://h${path}?${query}`);
    }),
  );
});
