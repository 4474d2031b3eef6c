import { CAPTURED } from '../../shared/layoutBeside.ts';
import { OWN } from '../../shared/ownLayout.ts';
import { hasIdentifiers } from '../../shared/plan/identifiers.ts';
import type { AboutView, ReviewView } from '../../shared/view.ts';
import { useView } from '../state/useConnection.ts';
import { CAPTURED_TITLE } from './choices.ts';

/** That which was captured with the archive, that of the user's file, and those that Tarstrap has. */
export function useLayouts({ title }: ReviewView['ownLayout']): { readonly layouts: AboutView['layouts']; readonly hasUuids: boolean } {
  const known = useView((state) => state.about.layouts);
  const beside = useView(({ archive }) => (archive.kind === 'ready' ? archive.beside : null));
  const others = [...(beside ? [{ id: CAPTURED, title: CAPTURED_TITLE }] : []), ...(title === null ? [] : [{ id: OWN, title }])];
  return { layouts: [...others, ...known], hasUuids: beside !== null && 'layout' in beside && hasIdentifiers(beside.layout) };
}
