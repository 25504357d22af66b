import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Place } from './bench';
import { type Timed, timedCommand } from './timed';

/** Servers that are measured, and the client that fits each. */
export const CLIENTS = { '0.50.7': '0.50.7', '0.65.2': '0.65.1' } as const;

/** The official Python client, installed for this. */
export class OfficialClient {
  private readonly python: string;
  readonly version: string;

  constructor(server: keyof typeof CLIENTS) {
    this.version = CLIENTS[server];
    const script = resolve(__dirname, '../../scripts/official-client.sh');
    this.python = execFileSync('bash', [script, this.version], { encoding: 'utf8' }).trim();
  }

  /** Uploads the folder's content to `main`. @throws when it fails, or takes too long */
  async upload(path: string, { repository, folder }: Place): Promise<Omit<Timed, 'engine'>> {
    const { host } = new URL(repository.origin);
    return timedCommand([this.python, join(__dirname, 'official.py'), host, repository.name, path], {
      ...process.env,
      OXEN_CONFIG_DIR: folder,
      OXEN_API_KEY: repository.key,
    });
  }
}
