import { dirname, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import * as v from 'valibot';
import { readRegularFile } from '../files/regularFile';
import { oneLine } from '../plainText';
import { parseRepository, type RepositoryAddress } from '../oxen/address';

/** A folder that the Oxen command line keeps in step with a branch of a repository. */
export interface WorkingCopy {
  readonly folder: string;
  /** The repository that it pushes to; `undefined` where none is set. */
  readonly remote: RepositoryAddress | undefined;
  /** `undefined` while it stands at a commit instead. */
  readonly branch: string | undefined;
}

/** What such files hold is small; a folder from elsewhere may hold anything under their names. */
const MAX_BYTES = 64 * 1024;

/** @see liboxen repository_config.rs:31-50: all but `remotes` may be absent */
const Config = v.object({
  remote_name: v.optional(v.string()),
  remotes: v.optional(v.array(v.object({ name: v.string(), url: v.string() })), []),
});

/**
 * Finds the working copy that a file or folder lies in, or is; `undefined` when there is none. Each folder is looked at
 * once.
 */
export function workingCopyFinder(): (path: string) => Promise<WorkingCopy | undefined> {
  const known = new Map<string, Promise<WorkingCopy | undefined>>();
  const find = async (path: string): Promise<WorkingCopy | undefined> => {
    const parent = dirname(path);
    return (await workingCopyAt(path)) ?? (parent === path ? undefined : findKnown(parent));
  };
  const findKnown = (folder: string) => {
    const found = known.get(folder) ?? find(folder);
    known.set(folder, found);
    return found;
  };
  return find;
}

async function workingCopyAt(folder: string): Promise<WorkingCopy | undefined> {
  const head = await textOf(join(folder, '.oxen', 'HEAD'));
  if (head === undefined) return undefined;
  const remote = remoteIn((await textOf(join(folder, '.oxen', 'config.toml'))) ?? '');
  return { folder, remote, branch: branchIn(head) };
}

/** `HEAD` holds the name of a branch, or the id of a commit. */
function branchIn(head: string): string | undefined {
  const text = head.trim();
  return text === '' || /^[0-9a-f]{16,64}$/.test(text) ? undefined : oneLine(text, 200);
}

function remoteIn(config: string): RepositoryAddress | undefined {
  try {
    const { remote_name: wanted = 'origin', remotes } = v.parse(Config, parseToml(config));
    const remote = remotes.find(({ name }) => name === wanted) ?? remotes[0];
    return remote && parseRepository(remote.url);
  } catch {
    return undefined; // a broken file is as good as none
  }
}

/** `undefined` for what is not there, no regular file, or too long. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, { maxBytes: MAX_BYTES, links: 'refused' })).toString('utf8');
  } catch {
    return undefined;
  }
}
