/** Of package.json; put in when the terminal is built (`build/vite.config.ts`). */
declare const __VERSION__: string;

export const VERSION = __VERSION__;
