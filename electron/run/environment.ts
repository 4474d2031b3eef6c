/**
 * The environment of every program that Tarstrap starts: these names and nothing else. `LC_ALL=C` is not a matter of
 * taste: in any other locale tar's signal handler may call into gettext and corrupt its heap (`signals.md` §1).
 * `TAR_OPTIONS`, `TAPE`, `POSIXLY_CORRECT` and what an AppImage adds are dropped by not being here.
 */
export const TOOL_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const;

export const TOOL_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: TOOL_FOLDERS.join(':'),
  LC_ALL: 'C',
  TZ: 'UTC0',
  HOME: '/root',
};
