import { isatty } from 'node:tty';

const STANDARD = [0, 1, 2];

/** To be made at the start. @returns ends the program */
export function ending(): (exitCode: number) => never {
  const terminals = STANDARD.filter((fd) => isatty(fd));
  return (exitCode) => {
    if (terminals.some((fd) => !isatty(fd))) hangUp();
    return process.exit(exitCode);
  };
}

/**
 * As the window of a terminal ends whoever does not listen. Node's own exit puts every terminal back as it was, and crashes where one is gone
 * (20.20, `ResetStdio`: SIGABRT or SIGSEGV).
 */
function hangUp(): void {
  // Whoever started us may have had it ignored; without the last listener it has its effect again.
  process.once('SIGHUP', () => {}).removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
