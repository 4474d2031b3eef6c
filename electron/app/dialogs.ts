import { type BrowserWindow, dialog } from 'electron';

/** The desktop's own dialogs; each gives a path, or null where the user changed his mind. */

const TARBALLS = ['tar', 'gz', 'tgz', 'xz', 'txz', 'zst', 'tzst', 'bz2', 'tbz2', 'lz4', 'lz', 'lzma', 'tlz', 'Z', 'taz'];
/** What is packed ends as a tarball may. */
const IMAGES = ['img', 'iso', 'wic', 'raw', 'sdimg', 'hddimg', 'zip'];

export async function askForArchive(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose a root filesystem tarball or a disk image',
    properties: ['openFile'],
    filters: [
      { name: 'Tarballs and disk images', extensions: [...TARBALLS, ...IMAGES] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

export async function askForLayoutFile(window: BrowserWindow): Promise<string | null> {
  return askForText(window, { title: 'Choose a layout file', name: 'Layouts', extension: 'json' });
}

export async function askForFirstBootFile(window: BrowserWindow): Promise<string | null> {
  return askForText(window, { title: 'Choose a file with answers for the first boot', name: 'Answers', extension: 'toml' });
}

interface TextFile {
  readonly title: string;
  readonly name: string;
  readonly extension: string;
}

async function askForText(window: BrowserWindow, { title, name, extension }: TextFile): Promise<string | null> {
  const filters = [
    { name, extensions: [extension] },
    { name: 'All files', extensions: ['*'] },
  ];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters });
  return canceled ? null : (filePaths[0] ?? null);
}

export async function askForFolder(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: 'Choose the folder to unpack into', properties: ['openDirectory'] });
  return canceled ? null : (filePaths[0] ?? null);
}

export async function askForImageFile(window: BrowserWindow, proposed: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the disk image as',
    defaultPath: proposed,
    filters: [{ name: 'Disk images', extensions: ['img'] }],
  });
  return canceled || filePath === '' ? null : filePath;
}

export async function askForArchiveFile(window: BrowserWindow, proposed: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the archive as',
    defaultPath: proposed,
    filters: [{ name: 'Tarballs', extensions: ['tar.zst', 'tar.xz', 'tar.gz', 'tar.lz4', 'tar'] }],
  });
  return canceled || filePath === '' ? null : filePath;
}
