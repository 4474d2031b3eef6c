import type { ReactNode } from 'react';
import { fileName, shortened } from './names.ts';

/** A file by its name; the full path is in its tooltip. */
export function FileName({ path, most = 64 }: { readonly path: string; readonly most?: number }): ReactNode {
  return <span title={path}>{shortened(fileName(path), most)}</span>;
}
