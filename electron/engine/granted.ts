import { TarstrapError } from '../../shared/errors.ts';
import { type JobRequest, MOST_LANES, targetsOf } from '../../shared/protocol.ts';
import { visible } from '../../shared/visible.ts';

/** For what root was given. */

/**
 * What stood in the question for the password is what is written: words of which everything is seen.
 * @throws TarstrapError `engine-refused`
 */
export function requireTargets(args: readonly string[]): readonly string[] {
  if (args.length < 1 || args.length > MOST_LANES) throw refused(`it takes up to ${MOST_LANES} targets, not ${args.length}`);
  if (args.some((target) => visible(target) !== target)) throw refused('its target has characters that cannot be seen');
  return args;
}

/** These, all of them, and no others, each once. @throws TarstrapError `engine-refused` */
export function requireGranted(body: JobRequest, granted: readonly string[]): void {
  const paths = targetsOf(body).map(({ path }) => path);
  if (new Set(paths).size !== paths.length) throw refused('a target is named twice');
  const isWhole = paths.length === granted.length && paths.every((path) => granted.includes(path));
  if (!isWhole) throw refused('its target is not the one that root was asked for');
  if (new Set(sourcesOf(body).map((source) => JSON.stringify(source))).size > 1) throw refused('its lanes are not of one source');
}

/** What every lane is to get: the same. */
function sourcesOf(body: JobRequest): readonly unknown[] {
  switch (body.type) {
    case 'flash':
      return body.lanes.map(({ inputs }) => inputs.archive);
    case 'flash-image':
      return body.lanes.map(({ inputs }) => inputs.image);
    case 'verify':
      return [body.archive];
    case 'capture':
      return [body.inputs.source];
  }
}

export function refused(problem: string): TarstrapError {
  return new TarstrapError('engine-refused', { problem });
}
