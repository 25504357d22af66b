import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Repository } from '../../core/oxen/http/client';
import { HttpError } from '../../core/oxen/errors';
import type { Entry } from '../../core/oxen/schemas';
import { openGate } from '../../core/oxen/http/requestGate';
import { getEntry, listDirectory, readFile } from '../../core/oxen/tree';
import { messageOf, UserError } from '../../core/userError';
import type { Accounts } from '../accounts';
import type { Log } from '../log/log';
import { errorText } from '../progress/closingWords';
import { sizeText } from '../progress/words';
import { MESSAGE_CHARACTERS, shownText } from '../shownText';
import { OPENED_BYTES } from './openLimit';
import { entryName, locationIn, type Location } from './location';

/** The files of commits as a file system of VS Code, to be read only. What it shows never changes. */
export class RemoteFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly disposed = new AbortController();

  constructor(
    private readonly accounts: Accounts,
    private readonly log: Log,
  ) {}

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.reading(uri, async (repository, { commit, path }, signal) => {
      if (path === '') return { type: vscode.FileType.Directory, size: 0, ctime: 0, mtime: 0 };
      const entry = await getEntry(repository, commit, path, signal);
      if (entry === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      return statOf(entry);
    });
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.reading(uri, async (repository, { commit, path }, signal) => {
      const listed: [string, vscode.FileType][] = [];
      for await (const entries of listDirectory(repository, commit, path, signal)) {
        for (const entry of entries) {
          const name = entryName(entry.filename);
          if (name !== undefined) listed.push([name, typeOf(entry)]);
        }
      }
      return listed;
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.reading(uri, (repository, { commit, path }, signal) =>
      readFile(repository, { revision: commit, file: path }, collect, signal),
    );
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.disposed.abort();
    this.changed.dispose();
  }

  private async reading<T>(
    uri: vscode.Uri,
    read: (repository: Repository, location: Location, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const location = locationIn(uri);
    if (location === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const { origin, repository } = location;
    // An address of any server can come with a workspace: nothing is sent to one that the user did not name.
    if (!this.accounts.isKnown(origin)) {
      throw vscode.FileSystemError.NoPermissions(t('You are not connected to {0}.', origin));
    }
    try {
      const onWait = (error: unknown) =>
        this.log.info(`Reading ${uri.toString()} is waiting: ${messageOf(error)}`);
      const server = await this.accounts.server(origin, openGate(onWait));
      return await read(server.repository(repository), location, this.disposed.signal);
    } catch (error) {
      throw this.explain(uri, error);
    }
  }

  /** VS Code says “not found” for that kind alone; everything else is shown in the words given here. */
  private explain(uri: vscode.Uri, error: unknown): unknown {
    if (error instanceof HttpError && error.status === 404) return vscode.FileSystemError.FileNotFound(uri);
    if (error instanceof vscode.CancellationError) {
      return vscode.FileSystemError.NoPermissions(t('Plain HTTP is not allowed for this server.'));
    }
    if (error instanceof vscode.FileSystemError || this.disposed.signal.aborted) return error;
    this.log.error(`${uri.toString()} cannot be read.`, error);
    return vscode.FileSystemError.Unavailable(shownText(errorText(error), MESSAGE_CHARACTERS));
  }
}

/** @throws UserError as soon as more has come than may be opened */
async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > OPENED_BYTES) {
      throw new UserError(t('The file is too large to open here (limit {0}).', sizeText(OPENED_BYTES)), {
        advice: t('Use “Download to…” in the Repositories view.'),
      });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function statOf(entry: Entry): vscode.FileStat {
  const committed = Date.parse(entry.latest_commit?.timestamp ?? '') || 0;
  return {
    type: typeOf(entry),
    size: entry.size,
    ctime: committed,
    mtime: committed,
    permissions: vscode.FilePermission.Readonly,
  };
}

function typeOf(entry: Entry): vscode.FileType {
  return entry.is_dir ? vscode.FileType.Directory : vscode.FileType.File;
}
