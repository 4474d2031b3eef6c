/** What the preload world of a page and the main process say to each other. Sent as JSON of the codec. */

export type FromPage =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'open'; readonly url: string; readonly frameName: string; readonly features: string }
  | { readonly kind: 'titled'; readonly title: string }
  | { readonly kind: 'window'; readonly facts: WindowFacts };

export type ToPage =
  | { readonly kind: 'event'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
  | { readonly kind: 'title'; readonly title: string }
  | { readonly kind: 'copy'; readonly text: string };

/** Told at every change, because the main process must answer such questions at once and cannot ask the page. */
export interface WindowFacts {
  readonly isFocused: boolean;
  readonly isHidden: boolean;
  readonly isDark: boolean;
  /** Outside, in CSS pixels. */
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly content: { readonly width: number; readonly height: number };
}

/** Given to both scripts of a page. */
export interface Parameters {
  /** Names the events between the two worlds; the page cannot guess it. */
  readonly secret: string;
  /** Global function of the preload world that reaches the main process. */
  readonly binding: string;
  /** Global function of the preload world by which the main process reaches it. */
  readonly deliver: string;
  /** Whether a click on the window's close button must ask the main process first. */
  readonly guardsClosing: boolean;
  readonly electronVersion: string;
}
