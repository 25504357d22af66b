import { Control } from '../core/upload/limits/control';
import { Meter } from '../core/upload/meter';
import type { Preparation } from '../core/upload/prepare';
import type { Receipt } from '../core/upload/receipt';
import { SUSPENDED } from '../core/upload/run';
import type { KnownTarget } from './knownTarget';

/** How an upload came to its end. */
export type Ending =
  /** Bytes were to be sent, and were or were not. */
  | { readonly kind: 'ran'; readonly preparation: Preparation; readonly receipt: Receipt }
  /** It was not worth it: everything is there already, or some files could not be read. */
  | { readonly kind: 'nothing sent'; readonly preparation: Preparation }
  /** Before the first byte. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broke'; readonly error: unknown };

export interface UploadOrder {
  /** Absolute paths of files and folders. */
  readonly selection: readonly string[];
  readonly target: KnownTarget;
  /** Keep paths relative to this folder, instead of like `cp -r`. */
  readonly relativeTo: string | undefined;
}

/** One upload, from the click to its end. */
export class Upload {
  readonly meter = new Meter();
  readonly control = new Control();
  readonly orderedAt = performance.now();
  private readonly controller = new AbortController();
  private finish: (ending: Ending) => void = () => undefined;
  /** Resolves, whatever happens. */
  readonly ended = new Promise<Ending>((resolve) => (this.finish = resolve));
  private current: 'waiting' | 'running' | 'ended' = 'waiting';

  constructor(readonly order: UploadOrder) {}

  get state(): 'waiting' | 'running' | 'ended' {
    return this.current;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Stops at once, to be gone on with after a reload. */
  suspend(): void {
    this.controller.abort(SUSPENDED);
  }

  cancel(): void {
    this.controller.abort();
    // One that runs ends by itself, when the server has been tidied up.
    if (this.current === 'waiting') this.end({ kind: 'cancelled' });
  }

  /** Does the work, unless it was cancelled while it waited. */
  async run(work: () => Promise<Ending>): Promise<void> {
    if (this.current === 'ended') return;
    this.current = 'running';
    this.end(await work().catch((error: unknown): Ending => ({ kind: 'broke', error })));
  }

  private end(ending: Ending): void {
    this.current = 'ended';
    this.finish(ending);
  }
}
