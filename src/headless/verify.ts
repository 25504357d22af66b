import { t } from '@vscode/l10n';
import { once } from 'node:events';
import { HashCache } from '../core/files/hashing/hashCache';
import { createDispatcher } from '../core/oxen/connection/dispatcher';
import { undiciTransport } from '../core/oxen/connection/undiciTransport';
import { isAccessRefused } from '../core/oxen/errors';
import {
  type Checked,
  type CheckedFile,
  checkReceipt,
  differencesOf,
  targetOf,
} from '../core/upload/receipt/check';
import type { ReceiptHead } from '../core/upload/receipt/form';
import { openReceipt } from '../core/upload/receipt/receiptFile';
import { messageOf, UserError } from '../core/userError';
import { wantsJson } from './arguments';
import { openServer } from './openServer';
import { openState } from './state';
import { jsonText, shownError, terminalText } from './terminal/terminalText';
import { parseVerifyArguments, type VerifyArguments } from './verifyArguments';

const EXIT = { same: 0, different: 1, failed: 1, usage: 2, cancelled: 130 } as const;

type Result = Exclude<keyof typeof EXIT, 'usage'>;

/** *verify FILE*: whether what a receipt tells of is still so. Returns the exit code. */
export async function verify(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const tell = wantsJson(argv) ? tellJson : tellText;
  let args: VerifyArguments;
  try {
    args = parseVerifyArguments(argv);
  } catch (error) {
    tell.failed(error);
    tell.done('failed');
    return EXIT.usage;
  }
  try {
    const { checked, head } = await check(args, signal);
    for (const file of checked.differences) await tell.difference(file, signal);
    const result = checked.differences.length === 0 ? 'same' : 'different';
    tell.done(result, { checked, head });
    return EXIT[result];
  } catch (error) {
    if (!signal.aborted) tell.failed(error);
    const result = signal.aborted ? 'cancelled' : 'failed';
    tell.done(result);
    return EXIT[result];
  }
}

interface Verified {
  readonly checked: Checked;
  readonly head: ReceiptHead;
}

async function check(
  { file, origin: trusted, serverOnly, allowHttp }: VerifyArguments,
  signal: AbortSignal,
): Promise<Verified> {
  const receipt = await openReceipt(file);
  const { origin } = targetOf(receipt.head);
  const given = process.env['OXEN_API_KEY'] || undefined;
  // Anybody can write a receipt that names a server of theirs.
  const key = trusted === origin || (await hasUploadedTo(origin)) ? given : undefined;
  const dispatcher = createDispatcher();
  try {
    const server = openServer({ origin, key, allowHttp, transport: undiciTransport(dispatcher) });
    // Nothing is remembered here: the files are read.
    const digest = serverOnly ? undefined : new HashCache(undefined).digest;
    return { checked: await checkReceipt(receipt, { server, digest, signal }), head: receipt.head };
  } catch (error) {
    if (key !== undefined || given === undefined || !isAccessRefused(error)) throw error;
    throw new UserError(t('{0} wants a key, and was not sent any.', origin), {
      advice: t('Add --server {0} to send it the one in OXEN_API_KEY.', origin),
      cause: error,
    });
  } finally {
    await dispatcher.destroy();
  }
}

async function hasUploadedTo(origin: string): Promise<boolean> {
  const kept = await (await openState()).receipts.list();
  return kept.some(({ head }) => head.target.server === origin);
}

interface Tell {
  difference(file: CheckedFile, signal: AbortSignal): Promise<void>;
  failed(error: unknown): void;
  done(result: Result, verified?: Verified): void;
}

const tellJson: Tell = {
  difference: (file, signal) => print(jsonText({ type: 'difference', ...file }), signal),
  failed: (error) => {
    const details = error instanceof UserError ? error.details : { message: messageOf(error) };
    write(jsonText({ type: 'error', ...details }));
  },
  done: (result, verified) => {
    const { checked = 0, differences = [], head } = verified?.checked ?? {};
    write(
      jsonText({
        type: 'done',
        result,
        checked,
        differences: differences.length,
        commit: verified?.head.commit?.id ?? null,
        head: head ?? null,
      }),
    );
  },
};

const tellText: Tell = {
  difference: (file, signal) =>
    print(terminalText(`${differencesOf(file).join(', ')}: ${file.path}`), signal),
  failed: (error) => {
    process.stderr.write(
      `${error instanceof UserError ? shownError(error.details) : terminalText(messageOf(error))}\n`,
    );
  },
  done: (result, verified) => {
    if (verified !== undefined) write(terminalText(summary(verified)));
    else if (result === 'cancelled') write(t('Cancelled.'));
  },
};

function summary({ checked: { checked, differences, head }, head: receipt }: Verified): string {
  const { server, repository, branch } = receipt.target;
  const moved = head === receipt.commit?.id ? [] : [t('The branch has moved on since.')];
  const place = t('{0} on {1}, branch {2}', repository, server, branch);
  const count =
    differences.length === 0
      ? t('No difference in {0}; files compared: {1}.', place, checked)
      : t('Differences in {0}; files that differ: {1} of {2}.', place, differences.length, checked);
  return [count, ...(receipt.commit === null ? [] : moved)].join(' ');
}

/** No faster than it is read. */
async function print(line: string, signal: AbortSignal): Promise<void> {
  write(line);
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain', { signal });
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
