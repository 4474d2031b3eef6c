import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, ChannelOf, Events, RequestName, Result } from '../shared/ipc.ts';

/** What the page gets: one function for each intent, and no way to reach any other channel. */

const request = (name: RequestName, payload?: unknown) => ipcRenderer.invoke(`tarstrap:${name}` satisfies ChannelOf<RequestName>, payload);

/** A picture from a page, or a member of an archive that a file manager shows, is a file without a place. */
const WITHOUT_PATH: Result<void> = { ok: false, error: { code: 'drop-without-file', facts: {} } };

const bridge: Bridge = {
  readState: () => request('readState'),
  // The page never names a path: only a file that the user has dropped has one.
  dropArchive: (file, at) => {
    const path = webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]);
    return path === '' ? Promise.resolve(WITHOUT_PATH) : request('openArchive', { path, at });
  },
  chooseArchive: () => request('chooseArchive'),
  chooseInside: (what) => request('chooseInside', what),
  closeArchive: () => request('closeArchive'),
  refreshDrives: () => request('refreshDrives'),
  chooseTarget: (ref) => request('chooseTarget', ref),
  chooseDrives: (drives) => request('chooseDrives', drives),
  chooseImageFile: () => request('chooseImageFile'),
  chooseLayoutFile: () => request('chooseLayoutFile'),
  setFirstBoot: (patch) => request('setFirstBoot', patch),
  chooseFirstBootFile: () => request('chooseFirstBootFile'),
  leaveReview: () => request('leaveReview'),
  captureDrive: (ref) => request('captureDrive', ref),
  chooseSource: (ref) => request('chooseSource', ref),
  chooseArchiveFile: () => request('chooseArchiveFile'),
  setCapture: (patch) => request('setCapture', patch),
  startCapture: (start) => request('startCapture', start),
  leaveCapture: () => request('leaveCapture'),
  setOptions: (patch) => request('setOptions', patch),
  startJob: (start) => request('startJob', start),
  cancelJob: () => request('cancelJob'),
  leaveJob: (how) => request('leaveJob', how),
  readLog: (where) => request('readLog', where),
  copy: (what) => request('copy', what),
  onState: (listener) => {
    const hear = (_event: unknown, slices: Events['state']): void => listener(slices);
    ipcRenderer.on('tarstrap:state' satisfies ChannelOf<keyof Events>, hear);
    return () => void ipcRenderer.off('tarstrap:state', hear);
  },
};

contextBridge.exposeInMainWorld('tarstrap', bridge);
