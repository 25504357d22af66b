import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { readRegularFile } from '../../../files/regularFile';
import { pidSpace } from './pidSpace';

/** After how long without a sign of life an owner counts as silent, in ms. */
const SILENT_AFTER = 15_000;

/** An owner's file is one line. */
const BOUNDS = { maxBytes: 64 * 1024, links: 'refused' } as const;

const LEAVINGS = ['to go on', 'to be asked'] as const;
/** How an owner leaves its folder: the next one is to go on at once, or not before a person says so. */
export type Leaving = (typeof LEAVINGS)[number];

/** `pidSpace`: where `pid` means this process; older owners do not say. */
const OwnerRecord = v.object({
  pid: v.number(),
  host: v.string(),
  pidSpace: v.optional(v.string()),
  /** Last sign of life by the owner's own clock, in ms since 1970. */
  beat: v.number(),
  released: v.boolean(),
  /** Of a released one; older owners do not say. */
  left: v.optional(v.picklist(LEAVINGS)),
});

/** What an owner's file tells. `touched`: its last sign of life by the clock of the file system. */
export interface Owner extends v.InferOutput<typeof OwnerRecord> {
  readonly touched: number;
}

/** What this process writes as an owner. */
export function ownerText(sign: Pick<Owner, 'beat' | 'released' | 'left'>): string {
  return JSON.stringify({ pid: process.pid, host: hostname(), pidSpace: pidSpace(), ...sign });
}

/** One whose file is being made, or was torn by a crash, is known by that file's time only. */
export async function readOwner(file: string): Promise<Owner> {
  const touched = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  try {
    const text = (await readRegularFile(file, BOUNDS)).toString('utf8');
    return { ...v.parse(OwnerRecord, JSON.parse(text)), touched };
  } catch {
    return { pid: 0, host: '', beat: touched, released: false, touched };
  }
}

/**
 * Whether the owner lives. `gone` is certain; `silent` means that no sign of life is of now, be it old or, after a
 * clock was set back, yet to come.
 */
export function stateOf(owner: Owner, now: number): 'alive' | 'silent' | 'gone' {
  if (owner.released || (isNumberedAsHere(owner) && !processExists(owner.pid))) return 'gone';
  return [owner.beat, owner.touched].some((at) => Math.abs(now - at) < SILENT_AFTER) ? 'alive' : 'silent';
}

function isNumberedAsHere(owner: Owner): boolean {
  return owner.pidSpace !== undefined && owner.pidSpace === pidSpace() && owner.host === hostname();
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
