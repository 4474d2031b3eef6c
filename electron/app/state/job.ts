import { TarstrapError, toFailure } from '../../../shared/errors.ts';
import { shellQuote } from '../../../shared/shell.ts';
import type { LogChunk } from '../../../shared/view.ts';
import { type Engine, type EngineFiles, startEngine } from '../../elevate/engine.ts';
import type { AcceptedPlan } from './plan.ts';
import { begin, endAll, failed, hear, isSilent, type Running, SILENCE_MS, viewJob } from './running.ts';
import type { Store } from './store.ts';

/** The one job that runs, or has run: starts the engine, hears it out, and shows it. */
export interface JobDesk {
  readonly isRunning: () => boolean;
  /** Settles when the job has ended. Never rejects: a job that cannot start has failed. */
  readonly start: (accepted: AcceptedPlan) => Promise<void>;
  readonly cancel: () => void;
  /** Puts the result away. @throws TarstrapError while it runs */
  readonly leave: () => void;
  readonly readLog: (from: number) => LogChunk;
  readonly log: () => readonly string[];
}

interface Current extends Running {
  /** Ends the wait for root. */
  readonly giveUp: AbortController;
  engine: Engine | undefined;
}

export function jobDesk(store: Store, files: EngineFiles): JobDesk {
  let current: Current | undefined;
  let count = 0;
  const show = (running: Running): void => store.set('job', viewJob(running));

  const start = async (accepted: AcceptedPlan): Promise<void> => {
    if (current && current.stage !== 'ended') throw new TarstrapError('job-running');
    const running: Current = { ...begin(++count, accepted), giveUp: new AbortController(), engine: undefined };
    current = running;
    show(running);
    // An engine that says nothing any more is silent as well: its age grows here.
    const timer = setInterval(() => void (isSilent(running) && show(running)), SILENCE_MS);
    try {
      await carryOut(running, { files, request: accepted.request, show: () => show(running) });
    } catch (error) {
      endAll(
        running,
        running.giveUp.signal.aborted ? { type: 'cancelled', drive: 'untouched' } : failed(toFailure(error), running.engine ? 'incomplete' : 'untouched'),
      );
      show(running);
    } finally {
      clearInterval(timer);
    }
  };

  return {
    start,
    isRunning: () => current !== undefined && current.stage !== 'ended',
    cancel: () => {
      if (!current || current.stage === 'ended' || current.stage === 'cancelling') return;
      current.stage = 'cancelling';
      if (current.engine) current.engine.send({ type: 'cancel' });
      else current.giveUp.abort();
      show(current);
    },
    leave: () => {
      if (current && current.stage !== 'ended') throw new TarstrapError('job-running');
      current = undefined;
      store.set('job', null);
    },
    readLog: (from) => current?.log.read(from) ?? { lines: [], next: 0 },
    log: () => current?.log.all() ?? [],
  };
}

interface Errand {
  readonly files: EngineFiles;
  readonly request: AcceptedPlan['request'];
  readonly show: () => void;
}

async function carryOut(running: Current, { files, request, show }: Errand): Promise<void> {
  const { archive, lanes, giveUp } = running;
  const targets = lanes.map(({ path }) => path);
  const engine = await startEngine(withPaths(files, request.type === 'capture' ? ['capture', ...targets, archive.path] : ['flash', archive.path, ...targets]), {
    targets,
    signal: giveUp.signal,
  });
  running.engine = engine;
  running.stage = 'running';
  show();
  engine.send(request);
  for await (const event of engine.events) {
    hear(running, event);
    show();
  }
}

/** The command to run by hand, with what it is about. */
function withPaths(files: EngineFiles, words: readonly string[]): EngineFiles {
  return { ...files, byHand: `${files.byHand} ${words.map(shellQuote).join(' ')}` };
}
