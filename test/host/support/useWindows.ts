import assert from 'node:assert/strict';
import type { UploadEnding } from '../../../src/core/upload/process/ending';
import type { Prompts } from '../../../src/vscode/prompts';
import type { OpenReview } from '../../../src/vscode/uploads/review/openReview';
import { Proxy } from '../../contract/support/proxy';
import { makeServices, targetAt, type TestServices } from './services';
import { useBench } from './useBench';

/** Windows of VS Code, one after the other, whose uploads go through a proxy. */
export function useWindows() {
  const bench = useBench();
  let proxy: Proxy;
  const opened: TestServices[] = [];
  beforeEach(async () => {
    proxy = await Proxy.start(bench().oxen.origin);
  });
  afterEach(async () => {
    for (const { dispose } of opened.splice(0)) dispose();
    await proxy.close();
  });

  /** A window; one that finds what `earlier` has stored. */
  function window(
    answers: Partial<Prompts>,
    earlier?: TestServices,
    review?: (review: OpenReview) => unknown,
  ): TestServices {
    const services = makeServices(answers, { storage: earlier?.storage, ...(review && { review }) });
    opened.push(services);
    return services;
  }

  /** Closes a window in the middle of an upload, which is paused: the next one does not go on by itself. */
  async function interrupt(
    selection: readonly string[],
    at: 'files' | 'merge' = 'files',
    earlier?: TestServices,
  ): Promise<TestServices> {
    const services = window({}, earlier);
    const isOpen = () => proxy.seen.some((one) => /^PUT .*\/workspaces$/.test(one));
    const held =
      at === 'files' ? proxy.hold('POST', /\/files\/$/) : proxy.hold('GET', /\/branches\/main$/, isOpen); // the last look before the merge
    const ending = services.uploads.start(selection, target());
    await held.reached;
    services.uploads.all[0]?.control.pause();
    await services.uploads.suspend();
    held.drop();
    assert.equal(resultOf(await ending), 'interrupted');
    return services;
  }

  function target() {
    return targetAt(proxy.origin);
  }

  return { bench, proxy: () => proxy, window, interrupt, target };
}

export function resultOf(ending: UploadEnding | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}
