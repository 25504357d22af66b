/** VS Code calls `run()` inside its extension host, on the thread that the extension runs on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { parseOrigin } from '../../../src/core/oxen/address';
import type { Phase } from '../../../src/core/upload/events';
import { makeServices, targetAt } from '../../host/support/services';
import { EventLoop } from './eventLoop';
import { BESIDE, type Findings, Order, ORDER_VARIABLE } from './order';

const EXTENSION = 'oxen-upload.oxen-upload';
/** What the host does by itself is seen first. */
const IDLE_MS = 2000;

/** VS Code's own marks; the global is not among its types. */
const Marks = v.object({ getMarks: v.function() });
const MarkList = v.array(v.object({ name: v.string(), startTime: v.number() }));

const STAGES: Readonly<Record<Phase, string>> = {
  scanning: 'preparing',
  listing: 'preparing',
  waiting: 'preparing',
  comparing: 'sending',
  sending: 'sending',
  finishing: 'committing and verifying',
  committing: 'committing and verifying',
  verifying: 'committing and verifying',
};

export async function run(): Promise<void> {
  const order = v.parse(Order, JSON.parse(process.env[ORDER_VARIABLE] ?? ''));
  await vscode.extensions.getExtension(EXTENSION)?.activate();
  const times = { loaded: timeOf('LoadExtensionCode'), activated: timeOf('ActivateExtension') };
  const upload = await uploaded(order);
  writeFileSync(order.findings, JSON.stringify({ ...times, ...upload } satisfies Findings));
}

/** As a user has it, who says yes as soon as the question stands. */
async function uploaded({ origin, namespace, name, key, content, beside }: Order) {
  const loop = new EventLoop('idle');
  const services = makeServices();
  const { accounts, uploads } = services;
  const target = { ...targetAt(origin), repository: { namespace, name } };
  try {
    await accounts.add(parseOrigin(origin), key);
    await delay(IDLE_MS);
    loop.enter(BESIDE);
    const [program = '', ...args] = beside.command;
    const ended: unknown[] = await once(spawn(program, args, { env: beside.env, stdio: 'ignore' }), 'close');
    if (ended[0] !== 0) throw new Error(`The upload beside it ended with ${String(ended[0])}.`);
    loop.enter('idle again');
    await delay(IDLE_MS);
    uploads.onDidAdd(({ meter }) => {
      loop.enter('preparing');
      let approved = false;
      meter.listen(({ phase }, { type }) => {
        approved ||= type === 'planned';
        loop.enter(approved ? STAGES[phase] : 'preparing');
      });
    });
    const outcome = await uploads.start([content], target, 'by name');
    const stages = [...loop.end()];
    // What it measures would be another extension.
    if (!stages.some(({ uploading }) => uploading > 0)) throw new Error('There was no upload process.');
    return { result: outcome.kind === 'ran' ? outcome.receipt.result : outcome.kind, stages };
  } finally {
    services.dispose();
  }
}

function timeOf(what: string): number {
  const { getMarks } = v.parse(Marks, Reflect.get(globalThis, 'MonacoPerformanceMarks'));
  const marks = v.parse(MarkList, getMarks());
  const at = (mark: string) =>
    marks.find(({ name }) => name === `code/extHost/${mark}${what}/${EXTENSION}`)?.startTime ?? NaN;
  return at('did') - at('will');
}
