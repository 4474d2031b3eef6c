import { describe, expect, it } from 'vitest';
import { findLayout, shippedLayouts } from '../../../shared/layouts.ts';

describe('the layouts that come with Tarstrap', () => {
  it('begin with the default, and each says what it needs', () => {
    expect(shippedLayouts()[0]?.id).toBe('single');
    expect(shippedLayouts().at(-1)).toMatchObject({ id: 'none', table: null, partitions: [] });
    expect(shippedLayouts().length).toBeGreaterThanOrEqual(16);
    expect(new Set(shippedLayouts().map(({ id }) => id)).size).toBe(shippedLayouts().length);
    for (const { needs, id } of shippedLayouts()) if (id !== 'single' && id !== 'none') expect(needs).toMatch(/\/boot/);
    expect(findLayout('boot-root')?.partitions[0]).toMatchObject({ mount: '/boot', filesystem: 'vfat', bootable: true, sizeMiB: 512 });
    expect(findLayout('boot-root')?.partitions[1]).toMatchObject({ mount: '/', bootable: false });
    expect(findLayout('rpi-alpine')).toMatchObject({ table: 'dos', partitions: [{ mount: '/', filesystem: 'vfat', type: '0c', bootable: true }] });
    expect(findLayout('nonesuch')).toBeUndefined();
  });
});
