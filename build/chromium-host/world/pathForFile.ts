/**
 * Technique: `webUtils.getPathForFile` must answer at once, and no page knows the path of a file. The debugger does: this
 * function stops at a breakpoint, the main process finds the stopped frame by the function's name, asks Chromium for the
 * path of `file` (`DOM.getFileInfo`), writes it into `answer`, and lets the page go on.
 */
export function getPathForFile(file: unknown): string {
  if (!(file instanceof File)) throw new TypeError("Failed to execute 'getPathForFile': the argument is not a File");
  return chromiumHostPathForFile(file);
}

function chromiumHostPathForFile(file: File): string {
  const answer = { file, path: '' };
  // oxlint-disable-next-line no-debugger -- it is the technique
  debugger;
  return answer.path;
}
