/** The rates as lines of a chart, in a field of {@link WIDTH} by {@link HEIGHT} that is stretched to its place. */

export const WIDTH = 1000;
export const HEIGHT = 100;

/** The next of 1, 2, 5, 10, 20, 50 … from which on the top of the chart need not move with every sample. */
export function topOf(rates: readonly number[]): number {
  const peak = rates.reduce((most, rate) => Math.max(most, rate), 0);
  if (peak <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(peak));
  return power * ([1, 2, 5, 10].find((step) => step * power >= peak) ?? 10);
}

/** A line through all samples, from the left edge to the right; empty as long as there are fewer than two. */
export function lineOf(samples: readonly number[], top: number): string {
  if (samples.length < 2) return '';
  const step = WIDTH / (samples.length - 1);
  return samples.map((sample, i) => `${i === 0 ? 'M' : 'L'}${round(i * step)} ${round(HEIGHT - (Math.min(sample, top) / top) * HEIGHT)}`).join('');
}

/** The same line with what lies below it. */
export function areaOf(samples: readonly number[], top: number): string {
  const line = lineOf(samples, top);
  return line && `${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
