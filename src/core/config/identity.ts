import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import * as v from 'valibot';
import { ownerOf } from '../oxen/keyOwner';

/** Who a commit is by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

const Identity = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  email: v.pipe(v.string(), v.nonEmpty()),
});

/**
 * Who the user is, as far as it is known: by the key's own claims, else the Oxen command line's `user_config.toml`,
 * else git.
 *
 * @param directory where git is asked, since repositories may have their own identity
 */
export async function findIdentity({
  key,
  directory,
}: {
  readonly key: string | undefined;
  readonly directory: string;
}): Promise<Identity | undefined> {
  return (
    (key === undefined ? undefined : ownerOf(key)) ?? (await userConfig()) ?? (await gitIdentity(directory))
  );
}

/** `$OXEN_CONFIG_DIR` or `~/.config/oxen/` on every system (oxen-protocol.md §8). */
async function userConfig(): Promise<Identity | undefined> {
  const directory = process.env['OXEN_CONFIG_DIR'] ?? join(homedir(), '.config', 'oxen');
  const text = await readFile(join(directory, 'user_config.toml'), 'utf8').catch(() => '');
  return identityIn(() => parseToml(text));
}

async function gitIdentity(directory: string): Promise<Identity | undefined> {
  const ask = async (name: string) => {
    const { stdout } = await promisify(execFile)('git', ['config', '--get', name], { cwd: directory });
    return stdout.trim();
  };
  try {
    const [name, email] = await Promise.all([ask('user.name'), ask('user.email')]);
    return identityIn(() => ({ name, email }));
  } catch {
    return undefined; // no git, or nothing set
  }
}

/** What `read` finds, when it holds both; a broken file is as good as none. */
function identityIn(read: () => unknown): Identity | undefined {
  try {
    const { success, output } = v.safeParse(Identity, read());
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
