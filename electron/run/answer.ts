import { TarstrapError } from '../../shared/errors.ts';
import { packageOf } from '../../shared/plan/packages.ts';

/**
 * Reads what a tool has answered. One that answers something else is of another make, however content it was with itself.
 * @throws TarstrapError `tool-unfit`
 */
export function readAnswer<T>(tool: string, answer: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const said = answer.trim().slice(0, 500);
    throw new TarstrapError('tool-unfit', { tool, package: packageOf(tool) }, said ? `${tool}: ${said}` : `${tool} said nothing.`, { cause });
  }
}
