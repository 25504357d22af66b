import { t } from '@vscode/l10n';
import pMap from 'p-map';
import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { homeFolder } from '../../config/homeFolder';
import { workingCopyFinder, type WorkingCopy } from '../../config/workingCopy';
import { leadsOut } from '../../files/scan/relativeName';
import { repositoryText } from '../../oxen/address';
import type { UploadOrder } from '../journal/savedOrder';
import type { KnownTarget } from '../target/knownTarget';

/** Each waits for the disk. */
const LOOKED_AT_ONCE = 16;

/** Something about the whole selection that its user may not have meant. */
export interface Concern {
  readonly kind: 'disk-root' | 'home-folder' | 'above-workspace' | 'other-working-copy';
  /** The folder in question. */
  readonly path: string;
  /** A sentence. */
  readonly text: string;
}

/**
 * What is unusual about an order: a whole disk or home, a folder that holds the workspace and more, or the working copy
 * of another repository or branch, around what is selected or in it.
 *
 * @param workingCopies folders of the selection in which one begins
 * @param workspaceFolders those that the window has open; none on the command line
 */
export async function findConcerns(
  { selection, target }: Pick<UploadOrder, 'selection' | 'target'>,
  workingCopies: readonly string[],
  workspaceFolders: readonly string[] = [],
): Promise<readonly Concern[]> {
  const home = await realOf(homeFolder());
  const open = (await Promise.all(workspaceFolders.map(realOf))).filter((folder) => folder !== undefined);
  const workingCopyOf = workingCopyFinder();
  const look = async (selected: string) => {
    const path = resolve(selected);
    const real = (await realOf(path)) ?? path;
    return [
      tooMuch(path, real, home) ?? aboveWorkspace(path, real, open),
      otherWorkingCopy(await workingCopyOf(real), target),
    ];
  };
  const lookInside = async (folder: string) =>
    otherWorkingCopy(await workingCopyOf((await realOf(folder)) ?? folder), target);
  const found = [
    ...(await pMap(selection, look, { concurrency: LOOKED_AT_ONCE })).flat(),
    ...(await pMap(workingCopies, lookInside, { concurrency: LOOKED_AT_ONCE })),
  ];
  // Many files may lie in one working copy.
  return [...new Map(found.flatMap((each) => (each === undefined ? [] : [[keyOf(each), each]]))).values()];
}

function keyOf({ kind, path }: Concern): string {
  return `${kind}\n${path}`;
}

function tooMuch(path: string, real: string, home: string | undefined): Concern | undefined {
  if (dirname(real) === real) return { kind: 'disk-root', path, text: t('{0} is a whole disk.', path) };
  if (home === undefined) return undefined;
  if (real === home) return { kind: 'home-folder', path, text: t('{0} is your home folder.', path) };
  if (!isAbove(real, home)) return undefined;
  return { kind: 'home-folder', path, text: t('{0} holds your home folder.', path) };
}

function aboveWorkspace(path: string, real: string, open: readonly string[]): Concern | undefined {
  const inside = open.find((folder) => isAbove(real, folder));
  if (inside === undefined) return undefined;
  return {
    kind: 'above-workspace',
    path,
    text: t('{0} holds more than the open folder {1}.', path, inside),
  };
}

function otherWorkingCopy(copy: WorkingCopy | undefined, target: KnownTarget): Concern | undefined {
  const where = copy && differenceOf(copy, target);
  if (copy === undefined || where === undefined) return undefined;
  const { folder } = copy;
  return {
    kind: 'other-working-copy',
    path: folder,
    text: t('{0} is a working copy of {1}, not of the upload target.', folder, where),
  };
}

/** What it is of, as far as that is known and not the target. */
function differenceOf({ remote, branch }: WorkingCopy, target: KnownTarget): string | undefined {
  const isSameRepository =
    remote === undefined ||
    (repositoryText(remote.repository) === repositoryText(target.repository) &&
      (remote.origin ?? target.origin) === target.origin);
  if (isSameRepository && (branch === undefined || branch === target.branch)) return undefined;
  const parts = [remote && repositoryText(remote.repository), branch].filter((part) => part !== undefined);
  const isElsewhere = remote?.origin !== undefined && remote.origin !== target.origin;
  return isElsewhere ? t('{0} on {1}', parts.join(' · '), remote.origin) : parts.join(' · ');
}

function isAbove(folder: string, other: string): boolean {
  const inside = relative(folder, other);
  return inside !== '' && !leadsOut(inside);
}

/** What cannot be looked at is told when it is scanned. */
async function realOf(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : realpath(path).catch(() => undefined);
}
