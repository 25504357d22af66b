import { execFileSync } from 'node:child_process';
import { join, posix, resolve } from 'node:path';
import { type Timed, timedCommand } from '../timed';
import type { Job, Uploader } from './uploader';

/** Servers that are measured, and the client that fits each. */
const CLIENTS = { '0.50.7': '0.50.7', '0.65.2': '0.65.1' } as const;

/** The official Python client, installed for this. */
export class Official implements Uploader {
  readonly name = 'official';
  /** It puts all files into one directory, whatever folder they lie in. */
  readonly landing = (path: string) => posix.basename(path);
  readonly title: string;
  private readonly python: string;

  constructor(server: keyof typeof CLIENTS) {
    const version = CLIENTS[server];
    this.title = `oxenai ${version}`;
    const script = resolve(__dirname, '../../../scripts/official-client.sh');
    this.python = execFileSync('bash', [script, version], { encoding: 'utf8' }).trim();
  }

  async upload({ content, repository, state }: Job): Promise<Timed> {
    const { host } = new URL(repository.origin);
    const script = join(__dirname, 'official.py');
    const { timed } = await timedCommand([this.python, script, host, repository.name, content.folder], {
      env: { ...process.env, OXEN_CONFIG_DIR: state, OXEN_API_KEY: repository.key },
    });
    return timed;
  }
}
