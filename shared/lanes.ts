/** Targets of one job. */
export const MOST_LANES = 16;
