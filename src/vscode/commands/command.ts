import type { Services } from '../services';

export interface Command {
  readonly id: string;
  /** @param args what the menu or the caller passes */
  run(services: Services, ...args: readonly unknown[]): unknown;
}
