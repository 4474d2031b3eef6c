/** How Chromium is started: as a bare surface without a network of its own. Pure. */

const QUIET = [
  // Else a bar on top warns of the other switches.
  '--test-type',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-pings',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--hide-crash-restore-bubble',
  '--metrics-recording-only',
  '--password-store=basic',
  '--disable-features=Translate,MediaRouter,DialMediaRouteProvider,OptimizationHints,AutofillServerCommunication',
];

/** Requests are answered from here (see main/requests.ts); what slips by finds neither a name nor a proxy. */
const NO_NETWORK = ['--host-resolver-rules=MAP * ~NOTFOUND', '--no-proxy-server', '--webrtc-ip-handling-policy=disable_non_proxied_udp'];

/** A window in the background draws what main says, as Electron's does under a test. */
const AWAKE = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'];

export interface FlagOptions {
  readonly profile: string;
  readonly isHeadless: boolean;
  readonly isRoot: boolean;
  /** For a second client beside us, such as Playwright. */
  readonly debuggingPort: string | undefined;
}

export function flagsFor({ profile, isHeadless, isRoot, debuggingPort }: FlagOptions): string[] {
  return [
    ...QUIET,
    ...NO_NETWORK,
    ...AWAKE,
    ...(isHeadless ? ['--headless=new'] : []),
    // Chromium refuses to sandbox what root starts; anyone else keeps the sandbox.
    ...(isRoot ? ['--no-sandbox'] : []),
    '--remote-debugging-pipe',
    ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    `--user-data-dir=${profile}`,
    // A window without tabs and address bar, empty until the app has made its own.
    '--app=data:text/html,',
  ];
}
