import { describe, expect, it } from 'vitest';
import { messageArguments, openArguments, pathOf, responseOf, saveArguments, withExtension } from '../../../build/chromium-host/desktop/zenity.ts';

const filters = [
  { name: 'Tarballs', extensions: ['tar', 'gz'] },
  { name: 'All files', extensions: ['*'] },
];
const asking = { message: 'Really?', detail: 'It is gone then.', buttons: ['Keep', 'Delete', 'Rename'], defaultId: 0, cancelId: 0 };

describe('zenity', () => {
  it('opens files by name, and folders', () => {
    expect(openArguments({ title: 'Choose', filters })).toEqual([
      '--file-selection',
      '--title=Choose',
      '--file-filter=Tarballs | *.tar *.gz',
      '--file-filter=All files | *',
    ]);
    expect(openArguments({ properties: ['openDirectory'] })).toEqual(['--file-selection', '--directory']);
  });

  it('saves under a proposed name, and asks before it overwrites', () => {
    expect(saveArguments({ defaultPath: '/a/b.img' })).toEqual(['--file-selection', '--filename=/a/b.img', '--save', '--confirm-overwrite']);
    expect(['/a/b', '/a/b.raw'].map((path) => withExtension(path, { filters: [{ name: 'Images', extensions: ['img'] }] }))).toEqual(['/a/b.img', '/a/b.raw']);
  });

  it('reads a path that itself ends with a line feed', () => {
    expect(pathOf('/a/odd\n\n')).toBe('/a/odd\n');
  });

  it('has a button for each answer', () => {
    expect(messageArguments(asking)).toEqual([
      '--question',
      '--cancel-label=Keep',
      '--ok-label=Delete',
      '--extra-button=Rename',
      '--default-cancel',
      '--no-markup',
      '--text=Really?\n\nIt is gone then.',
    ]);
    expect(messageArguments({ message: 'Done.' })).toEqual(['--info', '--ok-label=OK', '--no-markup', '--text=Done.']);
  });

  it.each([
    [0, '', 1],
    [1, '', 0],
    [1, 'Rename\n', 2],
    [255, '', 0],
  ])('exit code %i with %j is answer %i', (exitCode, stdout, response) => {
    expect(responseOf(asking, { exitCode, stdout })).toBe(response);
  });
});
