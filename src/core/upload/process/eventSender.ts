import type { UploadEvent } from '../events';
import { formOf } from './errorForm';
import type { EventForm } from './messages';

/** How long events wait for others, in ms: nobody sees that progress is later by so much. */
const TOGETHER = 50;

/** Sends events together, what is only counted as sums: there may be thousands a second. */
export class EventSender {
  private waiting: EventForm[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (events: readonly EventForm[]) => void) {}

  add(event: UploadEvent): void {
    const last = this.waiting.at(-1);
    const sum = last && sumOf(last, event);
    if (sum === undefined) this.waiting.push(formOfEvent(event));
    else this.waiting[this.waiting.length - 1] = sum;
    this.timer ??= setTimeout(() => this.flush(), TOGETHER);
  }

  /** At once, before something that comes after them. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    this.send(this.waiting);
    this.waiting = [];
  }
}

function formOfEvent(event: UploadEvent): EventForm {
  return event.type === 'failed' ? { ...event, error: formOf(event.error) } : event;
}

/** Both as one; `undefined` where that cannot be. */
function sumOf(one: EventForm, other: UploadEvent): EventForm | undefined {
  if (one.type === 'staged' && other.type === 'staged')
    return { type: one.type, files: [...one.files, ...other.files] };
  if (one.type === 'sent' && other.type === 'sent') return { type: one.type, bytes: one.bytes + other.bytes };
  if (one.type === 'hashed' && other.type === 'hashed')
    return { type: one.type, bytes: one.bytes + other.bytes };
  if (one.type === 'accepted' && other.type === 'accepted')
    return { type: one.type, bytes: one.bytes + other.bytes };
  if (one.type === 'compared' && other.type === 'compared')
    return { type: one.type, files: one.files + other.files };
  return undefined;
}
