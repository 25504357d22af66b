import type { StagedPath, UploadEvent } from '../events';
import { formOf } from './errorForm';
import type { EventForm } from './messages';

/** How long events wait for others, after some were sent, in ms: nobody sees that progress is later by so much. */
const PAUSE = 50;

/** Sends events together, what is only counted as sums: there may be thousands a second. */
export class EventSender {
  private waiting: EventForm[] = [];
  /** Of the last one that waits. */
  private files: StagedPath[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (events: readonly EventForm[]) => void) {}

  add(event: UploadEvent): void {
    const last = this.waiting.at(-1);
    const sum = last && this.sumOf(last, event);
    if (sum === undefined) this.waiting.push(this.formOf(event));
    else this.waiting[this.waiting.length - 1] = sum;
    if (this.timer === undefined) this.flush();
  }

  /** At once, before something that comes after them. */
  flush(): void {
    if (this.waiting.length === 0) return;
    this.send(this.waiting);
    this.waiting = [];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, PAUSE);
  }

  private formOf(event: UploadEvent): EventForm {
    if (event.type === 'failed') return { ...event, error: formOf(event.error) };
    if (event.type !== 'staged' && event.type !== 'kept') return event;
    this.files = [];
    this.addFiles(event.files);
    return { ...event, files: this.files };
  }

  /** Both as one; `undefined` where that cannot be. */
  private sumOf(one: EventForm, other: UploadEvent): EventForm | undefined {
    switch (other.type) {
      case 'staged':
        if (one.type !== other.type) return undefined;
        this.addFiles(other.files);
        return one;
      case 'kept':
        if (one.type !== other.type) return undefined;
        this.addFiles(other.files);
        return { ...one, bytes: one.bytes + other.bytes };
      case 'sent':
      case 'hashed':
      case 'accepted':
        return one.type === other.type ? { ...one, bytes: one.bytes + other.bytes } : undefined;
      case 'compared':
        return one.type === other.type ? { ...one, files: one.files + other.files } : undefined;
      default:
        return undefined;
    }
  }

  /** No more than is told of them. */
  private addFiles(files: readonly StagedPath[]): void {
    for (const { path, source } of files) this.files.push({ path, source });
  }
}
