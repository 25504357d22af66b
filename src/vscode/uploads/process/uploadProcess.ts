import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { UploadEnding } from '../../../core/upload/process/ending';
import { errorOf } from '../../../core/upload/process/errorForm';
import type { FromProcess, ToProcess } from '../../../core/upload/process/messages';
import type { UploadOrder } from '../../../core/upload/upload';
import { messageOf } from '../../../core/userError';
import type { Log } from '../../log/log';
import type { Settings } from '../../settings';
import { ProcessedUpload, type ProcessedOptions } from './processedUpload';
import { openProcess, openThread, type UploadLine } from './uploadLine';

interface Options {
  /** Its bundle. */
  readonly script: string;
  /** The folder for what is kept on disk. */
  readonly storage: string;
  readonly settings: Settings;
  readonly log: Log;
}

/** How long it stays after the last upload, in ms: what it remembers makes the next one faster. */
const IDLE = 60_000;

/**
 * Does the uploads of this window in a process of its own: what many files take is not taken from the other extensions,
 * and what goes wrong there ends no other extension. It is there from the first command that uploads until a minute after
 * the last upload.
 */
export class UploadProcess implements vscode.Disposable {
  private line: Promise<UploadLine> | undefined;
  private readonly uploads = new Map<number, ProcessedUpload>();
  /** Uploads so far, and those that have not ended. */
  private ids = 0;
  private active = 0;
  /** As the process was told: it takes no other. */
  private concurrency: number | undefined;
  private idle: NodeJS.Timeout | undefined;
  private isDisposed = false;
  private readonly watching: vscode.Disposable;

  constructor(private readonly options: Options) {
    const { settings } = options;
    const tell = (message: ToProcess) => this.withLine((line) => line.post(message));
    this.watching = vscode.Disposable.from(
      settings.onDidChangeNetwork(() => tell({ type: 'network', settings: settings.network })),
      settings.onDidChangeRate(() => tell({ type: 'limit rate', bytesPerSecond: settings.limitRate })),
    );
  }

  /** Starts it while the user is still asked where to. */
  warmUp(): void {
    if (this.active > 0) return;
    void this.opened();
    this.withLine(() => this.active === 0 && this.rest());
  }

  /** The whole way of an upload. It always resolves. */
  async upload(order: UploadOrder, options: ProcessedOptions): Promise<UploadEnding> {
    clearTimeout(this.idle);
    if (this.active === 0 && this.concurrency !== this.options.settings.concurrency) this.close();
    this.active++;
    const id = ++this.ids;
    try {
      const line = await this.opened();
      const upload = new ProcessedUpload(id, line, options);
      this.uploads.set(id, upload);
      return await upload.run(order);
    } catch (error) {
      return { kind: 'broke', error };
    } finally {
      this.uploads.delete(id);
      if (--this.active === 0) this.rest();
    }
  }

  /** What goes on has been told to stop: it is heard to its end. */
  dispose(): void {
    this.watching.dispose();
    this.isDisposed = true;
    if (this.active === 0) this.rest();
  }

  private rest(): void {
    clearTimeout(this.idle);
    if (this.isDisposed) this.close();
    else this.idle = setTimeout(() => this.close(), IDLE);
  }

  private opened(): Promise<UploadLine> {
    if (this.line !== undefined) return this.line;
    const line = this.open().catch((error: unknown) => {
      if (this.line === line) this.line = undefined; // the next one tries again
      throw error;
    });
    this.line = line;
    return line;
  }

  private close(): void {
    this.withLine((line) => line.close());
    this.line = undefined;
  }

  /** Once it is open, if it is to be. */
  private withLine(use: (line: UploadLine) => unknown): void {
    this.line?.then(use, () => undefined); // told to whoever uploads, who tries again
  }

  private async open(): Promise<UploadLine> {
    const { script, storage, settings, log } = this.options;
    const { concurrency } = settings;
    this.concurrency = concurrency; // before it is there: an upload may be ordered meanwhile
    const events = {
      onMessage: (message: FromProcess) => this.take(message),
      onGone: (how: string) => this.lose(how),
      onWords: (text: string) => log.error('The upload process:', new Error(text)),
    };
    const line = await openProcess(script, events).catch((error: unknown) => {
      log.warn(
        t(
          'Uploads run in the extension host, because a separate process could not be started: {0}',
          messageOf(error),
        ),
      );
      return openThread(script, events);
    });
    const { limitRate, network } = settings;
    const words = vscode.l10n.bundle ?? {};
    line.post({ type: 'set up', storage, concurrency, limitRate, network, words });
    return line;
  }

  private take(message: FromProcess): void {
    if ('id' in message) this.uploads.get(message.id)?.take(message);
    if (message.type !== 'trouble') return;
    if (message.error === undefined) this.options.log.warn(message.text);
    else this.options.log.error(message.text, errorOf(message.error));
  }

  /** The next upload starts another one. */
  private lose(how: string): void {
    this.line = undefined;
    for (const upload of this.uploads.values()) upload.lose(how);
  }
}
