import type { ReactNode } from 'react';
import { Screen } from '../parts/Screen.tsx';
import { Drives } from './Drives.tsx';
import { PickedFoot } from './PickedFoot.tsx';
import { usePicked } from './usePicked.ts';

export function DrivesScreen({ order }: { readonly order: readonly string[] }): ReactNode {
  const picked = usePicked();
  return (
    <Screen heading="Drives" foot={picked.length > 0 && <PickedFoot picked={picked} />}>
      <Drives order={order} />
    </Screen>
  );
}
