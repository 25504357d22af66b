import { join, sep } from 'node:path';
import { timedUpload, type Timed } from '../timed';
import { type Job, samePath, type Uploader } from './uploader';

/** A build of this project, at its headless command. */
export class Ours implements Uploader {
  readonly landing = samePath;
  private constructor(
    readonly name: 'ours' | 'before',
    readonly title: string,
    private readonly bundle: string | undefined,
  ) {}

  static here(): Ours {
    return new Ours('ours', 'Oxen Upload', undefined);
  }

  /** The one of another checkout, which has been built. */
  static of(checkout: string): Ours {
    return new Ours('before', `Oxen Upload of ${checkout}`, join(checkout, 'dist/headless.js'));
  }

  upload({ content, repository, state }: Job): Promise<Timed> {
    return timedUpload({
      to: repository,
      paths: [`${content.folder}${sep}.`], // what is in it, not itself
      env: { XDG_STATE_HOME: state },
      ...(this.bundle !== undefined && { bundle: this.bundle }),
    });
  }
}
