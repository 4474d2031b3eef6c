import type { JobRequest } from '../../shared/protocol.ts';
import type { Engine } from '../elevate/engine.ts';
import { openLanes, reduceLanes, toldBy } from './lanes.ts';
import { lastWords } from './lastWords.ts';
import { openScreen } from './screen.ts';
import { onEnding } from './signals.ts';
import { say, tell } from './terminal.ts';

export interface Following {
  readonly request: JobRequest;
  readonly json: boolean;
}

/** Follows a job to the end of all its lanes, on the terminal or as one event a line. @returns the exit code */
export async function followJob(engine: Engine, { request, json }: Following): Promise<number> {
  let lanes = openLanes(request);
  const screen = openScreen(lanes, json);
  const cancel = (): void => {
    screen.cancel();
    engine.send({ type: 'cancel' });
  };
  using _ = onEnding(cancel);
  engine.send(request);
  for await (const event of engine.events) {
    for (const told of toldBy(event, lanes)) {
      lanes = reduceLanes(lanes, told);
      screen.show(lanes, told);
    }
  }
  const { done, problems, exitCode } = lastWords(lanes, request.type);
  if (done.length > 0 && !json) say(done);
  problems.forEach(tell);
  return exitCode;
}
