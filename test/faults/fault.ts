import type { ServerKind } from '../contract/support/servers';
import type { Engine } from './engines';
import type { Scene } from './scene';
import type { Storage } from './servers';

/** One way in which something goes wrong. */
export interface Fault {
  readonly name: string;
  /** Whether it can befall this engine on this server; it always can when not given. */
  readonly befalls?: (engine: Engine, server: ServerKind) => boolean;
  /** Of the server; `local` when not given. */
  readonly storage?: Storage;
  /** From the scene that is set to its end, with all that has to hold. */
  readonly play: (scene: Scene) => Promise<void>;
}
