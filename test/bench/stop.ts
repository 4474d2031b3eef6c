/** Ctrl+C, or a kill: the bench ends its programs, puts everything away, and only then ends itself. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort(new Error(`ended by ${name}`)));
  return stop.signal;
}
