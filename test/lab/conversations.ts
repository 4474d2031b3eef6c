import fc from 'fast-check';
import { makePlan } from '../../shared/plan/make.ts';
import { type FlashRequest, type JobRequest, PROTOCOL_VERSION } from '../../shared/protocol.ts';

/** What an engine may be told by whoever has started it: nonsense, or what is sound and comes at a bad time. */

export interface Conversation {
  readonly input: Buffer;
  /** What root was given for. */
  readonly granted: string;
  /** Root itself calls, or an ordinary user by pkexec. */
  readonly caller?: number;
}

/** What the nonsense is made of. */
export interface Sound {
  /** For an image, and for a folder. */
  readonly requests: readonly JobRequest[];
  /** The targets in them. */
  readonly image: string;
  readonly tree: string;
  /** What nobody may write to. */
  readonly precious: readonly string[];
}

const USER = 65_534;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Puts another value at one of the places of a value, chosen by number. */
function mutate(value: Json, at: number, other: Json): Json {
  let left = at;
  const visit = (node: Json): Json => {
    if (left-- === 0) return other;
    if (Array.isArray(node)) return node.map(visit);
    if (node !== null && typeof node === 'object') return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, visit(member)]));
    return node;
  };
  return visit(value);
}

export function line(body: unknown): Buffer {
  return Buffer.from(`${JSON.stringify({ version: PROTOCOL_VERSION, body })}\n`);
}

/** What a terminal says before it knows more. */
export const EXPECTED = line({ type: 'expect', job: 'flash' });

/** With a plan that fits, where one can be made of it at all: else nearly everything ends at a plan that is not what was shown. */
function replanned(body: Json): unknown {
  try {
    const { lanes } = body as unknown as FlashRequest;
    return { ...(body as object), lanes: lanes.map(({ inputs }) => ({ inputs, shown: makePlan(inputs) })) };
  } catch {
    return body;
  }
}

function pathIn(body: unknown): string {
  interface Aimed {
    readonly target?: { readonly path?: unknown };
  }
  const request = body as (Aimed & { readonly lanes?: readonly { readonly inputs?: Aimed }[] }) | null;
  const path = (Array.isArray(request?.lanes) ? request.lanes[0]?.inputs : request)?.target?.path;
  return typeof path === 'string' && path !== '' && !path.includes('\0') ? path : '/';
}

/** All kinds of nonsense: sound requests with other values in them, for other targets, cut off; and noise. */
export function conversations({ requests, image, tree, precious }: Sound): fc.Arbitrary<Conversation> {
  const hostile = fc.constantFrom<Json>(...precious, '/etc', '/', '../..', '-rf', '$(touch /tmp/x)', '\u0000', -1, 1e300, {}, []);
  const sound = fc.constantFrom(...requests).map((body) => JSON.parse(JSON.stringify(body)) as Json);
  const other = fc.oneof(hostile, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>);
  const mutated = fc
    .tuple(sound, fc.double({ min: 0, max: 1, noNaN: true }), other, fc.boolean())
    .map(([body, at, value, again]) => {
      const places = JSON.stringify(body).split(/[,:[{]/).length;
      const wrong = mutate(body, Math.floor(at * places), value);
      return again ? replanned(wrong) : wrong;
    })
    .map((body) => ({ input: line(body), granted: pathIn(body) }));
  const swapped = fc.tuple(sound, fc.constantFrom(...precious, '/etc')).map(([body, path]) => {
    const text = JSON.stringify(body).replaceAll(image, path).replaceAll(tree, path);
    return { input: line(JSON.parse(text)), granted: path };
  });
  const cut = fc.tuple(sound, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })).map(([body, part]) => {
    const whole = line(body);
    return { input: whole.subarray(0, Math.floor(part * (whole.length - 1))), granted: image };
  });
  const noise = fc
    .oneof(
      fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(`${text}\n`)),
      fc.constant(Buffer.alloc(200_000, 'x')),
      fc.constant(Buffer.from('\n\n\n')),
    )
    .map((input) => ({ input, granted: image }));
  const any = fc.oneof<fc.WeightedArbitrary<Conversation>[]>(
    { weight: 6, arbitrary: mutated },
    { weight: 1, arbitrary: swapped },
    { weight: 2, arbitrary: cut },
    { weight: 2, arbitrary: noise },
  );
  return fc.tuple(any, fc.boolean(), fc.boolean()).map(([{ input, granted }, byUser, isExpected]) => ({
    // Behind that word alone an engine waits for more.
    input: isExpected && input.length > 0 ? Buffer.concat([EXPECTED, input]) : input,
    granted,
    ...(byUser ? { caller: USER } : {}),
  }));
}

/** What any user may ask for: nothing is wrong with it but what lies there by then. */
export function soundOnes({ requests }: Pick<Sound, 'requests'>): fc.Arbitrary<Conversation> {
  return fc
    .tuple(fc.constantFrom(...requests), fc.boolean())
    .map(([body, byUser]) => ({ input: line(body), granted: pathIn(body), ...(byUser ? { caller: USER } : {}) }));
}
