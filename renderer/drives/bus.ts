import type { DriveFacts } from '../../shared/targetFacts.ts';
import type { ShapeName } from '../icons/shapes.ts';

interface Bus {
  readonly name: string;
  readonly icon: ShapeName;
  /** What a drive on it is called that does not say its model. */
  readonly drive: string;
}

const BUSES: Readonly<Record<string, Bus>> = {
  usb: { name: 'USB', icon: 'stick', drive: 'USB drive' },
  mmc: { name: 'SD / eMMC', icon: 'card', drive: 'Memory card' },
  nvme: { name: 'NVMe', icon: 'disk', drive: 'NVMe disk' },
  sata: { name: 'SATA', icon: 'disk', drive: 'Disk' },
  ata: { name: 'ATA', icon: 'disk', drive: 'Disk' },
  loop: { name: 'Loop', icon: 'image', drive: 'Loop device' },
  virtio: { name: 'Virtio', icon: 'disk', drive: 'Virtual disk' },
};

export function busOf(bus: string | undefined): Bus {
  return BUSES[bus ?? ''] ?? { name: bus?.toUpperCase() ?? '', icon: 'disk', drive: 'Disk' };
}

export function titleOf({ target, description }: Pick<DriveFacts, 'target' | 'description'>): string {
  return target.model || description || busOf(target.bus).drive;
}

/** Enough of a serial number to tell two drives of one model apart. */
export function serialTail(serial: string | undefined): string {
  return serial ? `…${serial.slice(-4)}` : '';
}
