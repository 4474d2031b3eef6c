import type { ReactNode } from 'react';
import { FileName } from '../parts/FileName.tsx';
import css from './ArchiveTitle.module.css';

export function ArchiveTitle({ path }: { readonly path: string }): ReactNode {
  return (
    <h3 className={css.title}>
      <FileName path={path} />
    </h3>
  );
}
