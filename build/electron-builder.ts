import type { Configuration } from 'electron-builder';
import { compressDocuments } from './compress.ts';
import { DEB_DEPENDS, DEB_RECOMMENDS, RPM_DEPENDS, RPM_RECOMMENDS } from './dependencies.ts';
import { keepGroupOut } from './modes.ts';
import { documents, LINTIAN, rootFiles, type SystemFile } from './systemFiles.ts';

/** What `npm run package` makes: AppImage, deb, rpm and tar.gz, each for x64 and arm64. */

const DEB_ZSH = 'usr/share/zsh/vendor-completions';
const RPM_ZSH = 'usr/share/zsh/site-functions';

const SCRIPTS = {
  afterInstall: 'build/linux/after-install.sh',
  afterRemove: 'build/linux/after-remove.sh',
  appArmorProfile: 'build/linux/apparmor-profile',
};

/** Below /opt/Tarstrap nothing of what packages put into the system's folders. */
const NOT_TWICE = ['--exclude', 'opt/Tarstrap/usr'];

/** An rpm leaves empty folders behind that are not said to be its own. */
const OWNED = ['/opt/Tarstrap', '/usr/lib/tarstrap', '/usr/share/doc/tarstrap'].flatMap((folder) => ['--directories', folder]);

/** Neither electron-builder nor fpm has a switch for it. */
const RECOMMENDED = RPM_RECOMMENDS.flatMap((name) => ['--rpm-tag', `Recommends: ${name}`]);

const configuration: Configuration = {
  appId: 'io.github.tarstrap',
  productName: 'Tarstrap',
  copyright: 'Copyright © 2026 the Tarstrap developers',
  directories: { output: '.cache/packages', buildResources: 'build/resources' },
  // Everything that is needed is built into these; there is nothing to install or to compile.
  files: ['package.json', 'out/main.js', 'out/preload.cjs', 'out/renderer/**', '!out/renderer/licenses.md', 'build/icons/128x128.png'],
  beforePack: compressDocuments,
  afterPack: ({ appOutDir }) => keepGroupOut(appOutDir),
  npmRebuild: false,
  publish: null,
  asar: true,
  // Those that the window has. Chromium has no word of its own in it.
  electronLanguages: ['en-US'],
  // Outside of the archive: what is run without a window, and the engine, which is run as root.
  extraResources: [
    { from: 'out/cli.js', to: 'cli.js' },
    { from: 'out/cli-program.js', to: 'cli-program.js' },
    { from: 'out/engine.js', to: 'engine.js' },
    { from: 'build/linux/package.json', to: 'package.json' },
    { from: 'build/linux/apparmor-profile', to: 'apparmor-profile' },
  ],
  extraFiles: [
    // In place of electron-builder's own, which switches Chromium's sandbox off where it does not work, and puts folders
    // of the AppImage before the system's for every program that is started.
    { from: 'build/linux/AppRun', to: 'AppRun' },
    { from: 'LICENSE', to: 'LICENSE.txt' },
    { from: 'out/licenses-main.md', to: 'LICENSES.programs.md' },
    { from: 'out/renderer/licenses.md', to: 'LICENSES.window.md' },
    ...documents(RPM_ZSH),
  ],
  // Each is said, so that none comes on with a new Electron. What electron-builder does not know of yet stays as Electron has it.
  electronFuses: {
    // Stays on: engine and terminal are run by the app's own program, told to be Node. There is no other Node in a package.
    runAsNode: true,
    // Off: there are no cookies, and the key for them would be asked of a keyring or wallet, with a dialog at the first start.
    enableCookieEncryption: false,
    // Off: whoever sets the environment of the user's program would run his code in it.
    enableNodeOptionsEnvironmentVariable: false,
    // Off: whoever adds an argument could look into the main side, and tell the root side what to do.
    enableNodeCliInspectArguments: false,
    // Off: Electron has it for macOS and Windows only.
    enableEmbeddedAsarIntegrityValidation: false,
    // On: a folder `app` beside the archive would be run in its place.
    onlyLoadAppFromAsar: true,
    // Off: there is one snapshot of V8's for all processes; a second one would be a file that is not there.
    loadBrowserProcessSpecificV8Snapshot: false,
    // Off: the page comes by app://, never by file://.
    grantFileProtocolExtraPrivileges: false,
  },
  toolsets: { appimage: '1.0.3' },
  ...(process.env['TARSTRAP_ELECTRON_DIST'] ? { electronDist: process.env['TARSTRAP_ELECTRON_DIST'] } : {}),
  linux: {
    target: ['AppImage', 'deb', 'rpm', 'tar.gz'].map((target) => ({ target, arch: ['x64', 'arm64'] })),
    executableName: 'tarstrap',
    artifactName: '${name}-${version}-${arch}.${ext}',
    syncDesktopName: true,
    icon: 'build/icons',
    category: 'System',
    synopsis: 'Write a root filesystem tarball to a drive',
    description: 'Root filesystem tarballs onto cards, disks and images, with honest progress',
    maintainer: 'Tarstrap developers <tarstrap@users.noreply.github.com>',
    desktop: { entry: { GenericName: 'Root filesystem writer', Keywords: 'flash;SD card;rootfs;tarball;image;partition;', StartupNotify: 'true' } },
  },
  deb: {
    packageCategory: 'utils',
    depends: [...DEB_DEPENDS],
    recommends: [...DEB_RECOMMENDS],
    ...SCRIPTS,
    fpm: [...NOT_TWICE, ...[...documents(DEB_ZSH), ...rootFiles(), LINTIAN].map(mapping)],
  },
  rpm: {
    packageCategory: 'Applications/System',
    depends: [...RPM_DEPENDS],
    ...SCRIPTS,
    fpm: [...NOT_TWICE, ...OWNED, ...RECOMMENDED, ...[...documents(RPM_ZSH), ...rootFiles()].map(mapping)],
  },
};

/** As fpm reads it. */
function mapping({ from, to }: SystemFile): string {
  return `${from}=/${to}`;
}

export default configuration;
