/** The heading of the stage takes the focus of what is about to go away, and the keyboard with it. */
export function focusHeading(): void {
  document.getElementById('stage-heading')?.focus({ preventScroll: true });
}
