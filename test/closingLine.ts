import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { PLATFORM } from './lab/window.ts';

/**
 * Says at once why a test has failed: the whole run takes long, and what ended it may end before its report. Closes the run with the one line that is read by
 * machines: `N passed, N failed`, and skipped ones if there are any.
 */
export default class ClosingLine implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors = [] } = test.result();
    if (state !== 'failed') return;
    const reasons = errors.map(({ stack, message, diff }) => [stack ?? message, diff ?? ''].join('\n'));
    process.stdout.write(`failed: ${test.fullName}\n${reasons.join('\n')}\n`);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const statesOf = (module: TestModule): string[] => [...module.children.allTests()].map((test) => test.result().state);
    const states = modules.flatMap(statesOf);
    const count = (state: string): number => states.filter((found) => found === state).length;
    // A file that fails without a failing test (not collected, or in its hooks) and an error outside of any test count, too.
    const broken = modules.filter((module) => module.state() === 'failed' && !statesOf(module).includes('failed')).length + errors.length;
    const skipped = count('skipped') + count('pending');
    if (modules.some((module) => module.moduleId.includes('/test/window/'))) process.stdout.write(`\nThe window ran on ${PLATFORM}.`);
    process.stdout.write(`\n${count('passed')} passed, ${count('failed') + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  }
}
