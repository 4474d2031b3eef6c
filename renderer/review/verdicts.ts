import { createContext, useContext, useEffect } from 'react';
import type { Cell } from '../state/cell.ts';
import { useCell } from '../state/useConnection.ts';

/** A field whose text cannot be taken. What is in force is not what is shown in it: nothing begins until it is corrected. */
export interface WrongField {
  /** Id of its input. */
  readonly id: string;
  readonly label: string;
}

export const WrongFieldsContext = createContext<Cell<readonly WrongField[]> | null>(null);

function useWrongCell(): Cell<readonly WrongField[]> {
  const wrong = useContext(WrongFieldsContext);
  if (!wrong) throw new Error('A field is drawn where nobody asks whether it is right.');
  return wrong;
}

export function useWrongFields(): readonly WrongField[] {
  return useCell(useWrongCell());
}

/** Says of a field whether it is right, for as long as it is there. */
export function useVerdict({ id, label }: WrongField, isValid: boolean): void {
  const wrong = useWrongCell();
  useEffect(() => {
    if (isValid) return undefined;
    const field = { id, label };
    wrong.write([...wrong.read(), field]);
    return () => wrong.write(wrong.read().filter((other) => other !== field));
  }, [wrong, id, label, isValid]);
}

/** Leads to a field, also where it is folded away. */
export function showField({ id }: WrongField): void {
  const field = document.getElementById(id);
  const fold = field?.closest('details');
  if (fold) fold.open = true;
  field?.focus();
}
