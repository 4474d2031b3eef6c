import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownAppImage } from '../../../electron/run/appImage.ts';

describe('ownAppImage', () => {
  it('is the one whose folder holds our program, and not that of the terminal which started us', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mount-'));
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    const theirs = { APPIMAGE: '/home/me/Editor.AppImage', APPDIR: folder };
    expect(ownAppImage(theirs, join(folder, 'tarstrap'))).toBe('/home/me/Editor.AppImage');
    expect(ownAppImage({ ...theirs, APPDIR: link }, join(folder, 'tarstrap'))).toBe('/home/me/Editor.AppImage');
    expect(ownAppImage(theirs, '/opt/Tarstrap/tarstrap')).toBeUndefined();
    expect(ownAppImage(theirs, `${folder}er/tarstrap`)).toBeUndefined();
    expect(ownAppImage({ APPIMAGE: '/home/me/Editor.AppImage' }, join(folder, 'tarstrap'))).toBeUndefined();
    rmSync(link);
    rmSync(folder, { recursive: true });
  });
});
