import { expect, it } from 'vitest';
import type { Failure } from '../../../shared/errors.ts';
import { explain } from '../../../shared/explain.ts';

const failure = (facts: Failure['facts']): Failure => ({
  code: 'verify-mismatch',
  facts: { path: '/x', count: 2, example: 'etc/motd: Contents differ', ...facts },
});

it.each([
  ['removable', 'written', /^What is on \/x differs from the archive in 2 places/, /throw it away/, /proves that it is right/],
  ['drive', 'untouched', /^What is on \/x/, /failing/, /^Verification itself wrote nothing/],
  ['image', 'untouched', /^The image \/x differs/, /Make the image again/, /^Verification itself wrote nothing/],
  ['folder', 'written', /^What is in \/x differs/, /empty folder/, /proves that it is right/],
  ['stage', 'untouched', /^What was unpacked for \/x differs/, /The drive is not at fault/, /^Nothing was written to the target/],
] as const)('what differs on a %s is called what it is', (where, drive, headline, next, state) => {
  const words = explain(failure({ where }), drive);
  expect(words).toMatchObject({ headline: expect.stringMatching(headline), next: expect.stringMatching(next), state: expect.stringMatching(state) });
  if (where !== 'removable') expect(words.next).not.toMatch(/throw/);
});

it('what was written from an image is not said to come from an archive', () => {
  expect(explain(failure({ where: 'drive', source: 'image' }), 'written').headline).toMatch(/^What is on \/x differs from the image in 2 places/);
});

it('an image that was kept is named, and the old one is as it was', () => {
  const words = explain(failure({ where: 'image', kept: '/x.unverified' }), 'untouched');
  expect(words.headline).toMatch(/^The image did not verify; it was kept as \/x\.unverified so that you can look at it\./);
  expect(words.state).toBe('An image that was there before is as it was.');
});
