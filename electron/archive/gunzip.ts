/**
 * Python's own gzip module as a program: zlib at three quarters of gzip's time, on nearly every desktop. It checks and
 * joins members as gzip does. What it has unpacked comes out in small pieces before it stumbles over what follows. Where
 * the module was left out of Python, gzip takes over before a byte was read.
 */
const PROGRAM = `
import os, sys
try:
    import gzip, signal
except ImportError:
    os.execvp('gzip', ['gzip', '-dc'])
sys.tracebacklimit = 0
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
stream = gzip.GzipFile(fileobj=open(0, 'rb', 1 << 20))
for piece in iter(lambda: stream.read1(1 << 16), b''):
    sys.stdout.buffer.write(piece)
`;

/** Apart from the user's own modules and settings. Constant text. */
export const GUNZIP: readonly string[] = ['-I', '-S', '-c', PROGRAM];
