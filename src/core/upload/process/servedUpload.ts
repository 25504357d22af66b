import type { OxenServer, ServerOptions } from '../../oxen/http/client';
import { ENGINE_NAMES } from '../engines/list';
import type { UploadEvent } from '../events';
import { Control } from '../limits/control';
import { Suspended } from '../run/interruption';
import type { UploadServices } from '../services';
import { HASHING_TIME, upload, type UploadOrder, type UploadOutcome } from '../upload';
import { answerTo, askingHost } from './askingHost';
import { endingFormOf } from './ending';
import { WindowError } from './errorForm';
import { EventSender } from './eventSender';
import type { Access, Answer, FromProcess, Question, ToProcess, UploadRules } from './messages';

/** What all uploads of a window share. */
export interface SharedParts extends Omit<UploadServices, 'connect'> {
  readonly open: (server: Access & Required<Pick<ServerOptions, 'origin' | 'gate'>>) => OxenServer;
}

/** What the window says of one upload that goes on. */
type ToUpload = Exclude<Extract<ToProcess, { id: number }>, { type: 'upload' }>;

interface Asking {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One upload of the window, done here. */
export class ServedUpload {
  private readonly control = new Control();
  private readonly controller = new AbortController();
  private readonly events: EventSender;
  /** Questions that the window has not answered, by their numbers. */
  private readonly asking = new Map<number, Asking>();
  private asked = 0;
  private isLeft = false;
  private readonly seen = { failed: new Set<string>(), skippedPaths: new Set<string>() };
  private ended: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly id: number,
    private readonly shared: SharedParts,
    private readonly post: (message: FromProcess) => void,
  ) {
    this.events = new EventSender((events) => post({ type: 'events', id, events }));
  }

  /** Resolves, whatever happens, when the window has been told how it ended. */
  async run(order: UploadOrder, rules: UploadRules): Promise<void> {
    const work = this.upload(order, rules);
    this.ended = work;
    const ending = endingFormOf(await work, this.seen);
    this.events.flush();
    this.post({ type: 'ended', id: this.id, ending });
  }

  take(message: ToUpload): void {
    switch (message.type) {
      case 'pause':
        this.control.pause();
        return;
      case 'go on':
        this.control.resume();
        return;
      case 'cancel':
        this.controller.abort();
        return;
      case 'suspend':
        this.controller.abort(new Suspended(message.left));
        return;
      case 'answer':
        this.asking.get(message.question)?.resolve(message.answer);
        return;
      case 'no answer':
        this.asking.get(message.question)?.reject(new WindowError(message.question));
    }
  }

  /** The window is gone: what needs nobody is to go on in the next one. */
  async leave(): Promise<void> {
    const needsNobody = this.asking.size === 0 && !this.control.isPaused;
    this.controller.abort(new Suspended(needsNobody ? 'to go on' : 'to be asked'));
    this.isLeft = true;
    for (const [question, { reject }] of this.asking) reject(new WindowError(question));
    await this.ended;
  }

  private upload(order: UploadOrder, rules: UploadRules): Promise<UploadOutcome> {
    const { open, ...shared } = this.shared;
    const ask = (question: Question) => this.ask(question);
    const show = (page: Extract<FromProcess, { type: 'files' }>['page']) =>
      this.post({ type: 'files', id: this.id, page });
    const onSkip = (paths: readonly string[]) => {
      for (const path of paths) this.seen.skippedPaths.add(path);
    };
    return upload(order, {
      ...rules,
      engine: ENGINE_NAMES.includes(rules.engine) ? rules.engine : 'auto',
      creates: false,
      hashingTime: HASHING_TIME,
      services: {
        ...shared,
        connect: async (origin, gate) =>
          open({ ...answerTo('access', await ask({ what: 'access', origin })), origin, gate }),
      },
      host: askingHost({ ask, show }, onSkip),
      signal: this.controller.signal,
      control: this.control,
      report: (event) => this.report(event),
    });
  }

  private report(event: UploadEvent): void {
    if (event.type === 'failed') this.seen.failed.add(event.path);
    this.events.add(event);
  }

  private async ask(asks: Question): Promise<Answer> {
    const question = ++this.asked;
    if (this.isLeft) throw new WindowError(question);
    this.events.flush();
    try {
      return await new Promise((resolve, reject) => {
        this.asking.set(question, { resolve, reject });
        this.post({ type: 'question', id: this.id, question, asks });
      });
    } finally {
      this.asking.delete(question);
    }
  }
}
