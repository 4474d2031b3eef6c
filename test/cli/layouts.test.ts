import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layout } from '../../shared/layout.ts';
import { shippedLayouts } from '../../shared/layouts.ts';
import { makeAlpine } from '../lab/alpine.ts';
import { makeBoard } from '../lab/board.ts';
import { cli } from '../lab/cli.ts';

describe('tarstrap layouts', () => {
  it('lists them by what people call them', async () => {
    const { code, stdout } = await cli('layouts');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(shippedLayouts().length);
    expect(stdout).toMatch(/^rpi-os +Raspberry Pi OS$/m);
  });

  it('tells of one what it is, what it needs and where it is from', async () => {
    const { code, stdout } = await cli('layouts', 'rpi-os');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^table +dos$/m);
    expect(stdout).toMatch(/^partition +1: 512 MiB, from 8 MiB, FAT "bootfs" at \/boot\/firmware$/m);
    expect(stdout).toMatch(/^needs +.*kernel in \/boot\/firmware$/m);
    expect(stdout).toMatch(/^source +pi-gen/m);
  });

  it('gives programs what can be given back as a file', async () => {
    const { stdout } = await cli('layouts', '--json');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => layout.parse(JSON.parse(line)))).toEqual(shippedLayouts());
  });

  it('are named with their option for an archive that is made for one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tarstrap-layouts-'));
    try {
      const { code, stdout } = await cli('inspect', makeBoard(folder, { 'boot/u-boot-sunxi-with-spl.bin': 500_000 }));
      expect(code).toBe(0);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('is made for that. To use it, add --layout sunxi.');
      const alpine = await cli('inspect', makeAlpine(folder));
      expect(alpine.stdout).toMatch(/^holds +a system that is loaded into memory$/m);
      expect(alpine.stdout.replaceAll(/\s+/g, ' ')).toContain('is made for that. To use it, add --layout rpi-alpine.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not know others', async () => {
    expect(await cli('layouts', 'rpi-so')).toMatchObject({ code: 64, stderr: expect.stringContaining('Did you mean rpi-os?') });
    expect(await cli('layouts', 'single', 'none')).toMatchObject({ code: 64 });
  });
});
