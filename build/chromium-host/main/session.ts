import type * as Electron from 'electron';

/**
 * `session`: the one there is. Permissions are denied to every page by Chromium itself (see chromium/pages.ts), so the app's
 * handlers are taken and not asked.
 */
export function openSession(protocol: object) {
  const refuse = {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
    setDevicePermissionHandler: () => {},
  } satisfies Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>;
  return { defaultSession: { ...refuse, protocol } };
}
