import type { Device } from './device.ts';
import { unescapeHex } from './blkid.ts';
import { sourceNumbers, type Surroundings } from './places.ts';

/** Which devices the settings of a machine mean. */

/** libblkid's names of tags (fstab(5)), and the folders of links below /dev/disk that udev makes of them. */
const TAG = /^(UUID|LABEL|PARTUUID|PARTLABEL)=(["']?)(.*)\2$/i;
const LINK = /^\/dev\/disk\/by-(uuid|label|partuuid|partlabel)\/(.*)$/;

interface Tag {
  readonly name: string;
  readonly value: string;
}

/** The links are read as tags, too: without udev there are none, and of several devices with one tag a link shows one. */
export function tagOf(source: string): Tag | undefined {
  const [, name, , value] = TAG.exec(source) ?? [];
  if (name !== undefined && value !== undefined) return { name: name.toLowerCase(), value };
  const [, folder, link] = LINK.exec(source) ?? [];
  return folder !== undefined && link !== undefined ? { name: folder, value: unescapeHex(link) } : undefined;
}

/** `MAJ:MIN` of every device that a source means: of all that carry the tag, since nobody knows which of them it would be. */
export function devicesOfSource(source: string, around: Surroundings): string[] {
  const tag = tagOf(source);
  const tagged = tag ? [...around.devices.values()].filter((device) => carries(device, tag)).map(({ number }) => number) : [];
  return [...new Set([...sourceNumbers(source, around), ...tagged])];
}

function carries({ uuid, label, partUuid, partLabel }: Device, { name, value }: Tag): boolean {
  const own: Readonly<Record<string, string | undefined>> = { uuid, label, partuuid: partUuid, partlabel: partLabel };
  return name.endsWith('uuid') ? own[name]?.toLowerCase() === value.toLowerCase() : own[name] === value.trim();
}
