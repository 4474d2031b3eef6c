import { describeTarget } from '../../electron/drives/target.ts';
import { newIdentifiers, readHost } from '../../electron/run/host.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import type { Layout } from '../../shared/layout.ts';
import { findLayout } from '../../shared/layouts.ts';
import { makeImagePlan } from '../../shared/plan/image.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { FlashOptions } from '../../shared/plan/types.ts';
import { type FlashRequest, type ImageRequest, PROTOCOL_VERSION, type Request } from '../../shared/protocol.ts';

/** Requests as the terminal makes them, for tests that speak to the engine themselves. */

export async function flashRequest(archive: ArchiveFacts, path: string, options: Partial<FlashOptions> = {}): Promise<FlashRequest> {
  const chosen: FlashOptions = { layout: findLayout('single') as Layout, filesystem: 'ext4', fstab: 'amend', verify: 'none', allowFixed: false, ...options };
  const inputs = { archive, target: await describeTarget(path), options: chosen, host: readHost(), ids: newIdentifiers() };
  return { type: 'flash', lanes: [{ inputs, shown: makePlan(inputs) }] };
}

export async function imageRequest(image: ImageFacts, path: string): Promise<ImageRequest> {
  const inputs = { image, target: await describeTarget(path), options: { grow: false, verify: 'full' as const, allowFixed: false } };
  return { type: 'flash-image', lanes: [{ inputs, shown: makeImagePlan(inputs) }] };
}

export function lineOf(body: Request['body']): string {
  return `${JSON.stringify({ version: PROTOCOL_VERSION, body })}\n`;
}
