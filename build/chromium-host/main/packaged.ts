import { join } from 'node:path';

/**
 * Where the host stands in Electron's place in a package, for tests of packages: Electron finds the app by itself there,
 * and the command line is the program and what it was given.
 *
 * @param resources folder of the package's resources
 */
export function appearPackaged(resources: string): void {
  process.execPath = join(resources, '../tarstrap');
  process.argv.splice(0, 2, process.execPath);
  Object.assign(process, { resourcesPath: resources });
}
