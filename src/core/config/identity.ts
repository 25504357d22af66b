import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import * as v from 'valibot';
import { readRegularFile } from '../files/regularFile';
import { ownerOf } from '../oxen/server/keyOwner';
import { homeFolder } from './homeFolder';

/** How long git may take, in ms, and how much it may say, in bytes. */
const GIT_TIMEOUT = 5000;
const GIT_OUTPUT_BYTES = 64 * 1024;

/** What the command line's file holds is small; in bytes. */
const CONFIG_BYTES = 64 * 1024;

/** Who a commit is by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

const Identity = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  email: v.pipe(v.string(), v.nonEmpty()),
});

export interface IdentityQuestion {
  readonly key: string | undefined;
  /** A folder, or a file in one: git is asked there, since repositories may have their own identity. Else nowhere. */
  readonly place: string | undefined;
  /** What the user has given: who goes by another name or address is somebody else. */
  readonly known?: { readonly [Part in keyof Identity]?: string | undefined };
}

/**
 * Who the user is, as far as it is known: by the key's own claims, else the Oxen command line's `user_config.toml`,
 * else git. Name and address are always of one source.
 */
export async function findIdentity({
  key,
  place,
  known = {},
}: IdentityQuestion): Promise<Identity | undefined> {
  const sources = [
    () => (key === undefined ? undefined : ownerOf(key)),
    userConfig,
    () => (place === undefined ? undefined : gitIdentity(place)),
  ];
  for (const ask of sources) {
    const found = await ask();
    if (found !== undefined && isSame(found, known)) return found;
  }
  return undefined;
}

function isSame({ name, email }: Identity, known: NonNullable<IdentityQuestion['known']>): boolean {
  return (known.name ?? name) === name && (known.email ?? email) === email;
}

/** `$OXEN_CONFIG_DIR` or `~/.config/oxen/` on every system (docs/protocol/accounts.md#the-command-lines-files). */
async function userConfig(): Promise<Identity | undefined> {
  const home = homeFolder();
  const directory = process.env['OXEN_CONFIG_DIR'] ?? (home && join(home, '.config', 'oxen'));
  if (directory === undefined) return undefined;
  const bounds = { maxBytes: CONFIG_BYTES, links: 'followed' } as const;
  const text = await readRegularFile(join(directory, 'user_config.toml'), bounds).catch(() => '');
  return identityIn(() => parseToml(text.toString()));
}

async function gitIdentity(place: string): Promise<Identity | undefined> {
  try {
    const folder = (await stat(place)).isDirectory() ? place : dirname(place);
    const ask = async (name: string) => {
      // -C, not cwd: on Windows a program is looked for in that first.
      const { stdout } = await promisify(execFile)('git', ['-C', folder, 'config', '--get', name], {
        env: environmentWithoutKey(),
        timeout: GIT_TIMEOUT,
        maxBuffer: GIT_OUTPUT_BYTES,
      });
      return stdout.trim();
    };
    const [name, email] = await Promise.all([ask('user.name'), ask('user.email')]);
    return identityIn(() => ({ name, email }));
  } catch {
    return undefined; // no such place, no git, or nothing set
  }
}

/** No other program is given the key. */
function environmentWithoutKey(): NodeJS.ProcessEnv {
  const { OXEN_API_KEY: key, ...others } = process.env;
  const harmless = Object.entries(others).filter(([, value]) => value !== key);
  return { ...Object.fromEntries(harmless), GIT_TERMINAL_PROMPT: '0' };
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
