/**
 * gzip by Python's zlib, in two thirds of gzip's own time, and on nearly every desktop. As gzip does (RFC 1952, gzip(1)) it joins
 * members, checks each, skips zeros behind them, and ends with 2 for whatever else is there, be it another member. Where zlib was left out
 * of Python, gzip takes over before a byte was read.
 */
const PROGRAM = `
import os, signal, sys
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
try:
    import zlib
except ImportError:
    os.execvp('gzip', ['gzip', '-dc'])
sys.tracebacklimit = 0
out = sys.stdout.buffer
member = None
padded = False
for piece in iter(lambda: os.read(0, 1 << 15), b''):
    while piece:
        if member is None:
            rest = piece.lstrip(b'\\0')
            padded = padded or rest != piece
            piece = rest
            if not (b'' if padded else b'\\x1f\\x8b').startswith(piece[:2]):
                sys.stderr.write('trailing garbage ignored')
                sys.exit(2)
            if not piece:
                break
            member = zlib.decompressobj(31)
        out.write(member.decompress(piece, 1 << 16))
        piece = member.unconsumed_tail
        if member.eof:
            piece = member.unused_data
            member = None
if member is not None:
    out.write(member.flush())
    if not member.eof:
        raise EOFError('the compressed data is cut short')
`;

/** Apart from the user's own modules and settings. Constant text. */
export const GUNZIP: readonly string[] = ['-I', '-S', '-c', PROGRAM];
