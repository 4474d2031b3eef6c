import { tarHeader } from './tarHeader.ts';

/** A member with records of an extended header (pax(1p)), which no program would write so. Names and values are byte strings. */
export interface PaxMember {
  readonly name: string;
  /** `5` is a folder. */
  readonly type?: string;
  readonly records: Readonly<Record<string, string>>;
  readonly content?: string;
}

export function paxTarOf(members: readonly PaxMember[]): Buffer {
  return Buffer.concat([...members.flatMap(blocksOf), Buffer.alloc(10_240)]);
}

function blocksOf({ name, type = '0', records, content = '' }: PaxMember): Buffer[] {
  const extra = Buffer.concat(Object.entries(records).map(([keyword, value]) => record(keyword, value)));
  const size = content.length;
  return [
    ...(extra.length > 0 ? [tarHeader({ name: 'x', type: 'x', size: extra.length }), padded(extra)] : []),
    tarHeader({ name, type, size }),
    padded(Buffer.from(content, 'latin1')),
  ];
}

/** Its length counts itself. */
export function record(keyword: string, value: string): Buffer {
  const body = ` ${keyword}=${value}\n`;
  const length = [1, 2, 3, 4, 5, 6].map((digits) => body.length + digits).find((total) => String(total).length + body.length === total) ?? 0;
  return Buffer.from(`${length}${body}`, 'latin1');
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc(-data.length & 511)]);
}
