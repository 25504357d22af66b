import * as v from 'valibot';
import { OUTCOMES, type ReceiptDocument, ReceiptHead } from './form';

/** What is written in one go, in characters, at least. */
const PIECE = 64 * 1024;
/** The head ends with this, so that one line is all that a list of receipts reads. */
export const FILES = ',"files":[';

/** A receipt as it is written, piece by piece. */
export interface ReceiptText {
  readonly head: ReceiptHead;
  pieces(): AsyncGenerator<string>;
}

/** JSON with one line for the head and one for each file, so that neither writing nor reading needs all in memory. */
export async function receiptText(document: ReceiptDocument): Promise<ReceiptText> {
  const head: ReceiptHead = { ...document.head, counts: await countFiles(document) };
  return {
    head,
    async *pieces() {
      let text = `${JSON.stringify(head).slice(0, -1)}${FILES}\n`;
      let separator = '';
      for await (const files of document.files()) {
        text += separator + files.map((file) => JSON.stringify(file)).join(',\n');
        separator = ',\n';
        if (text.length < PIECE) continue;
        yield text;
        text = '';
      }
      yield `${text}\n]}\n`;
    },
  };
}

async function countFiles(document: ReceiptDocument): Promise<ReceiptHead['counts']> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0]));
  for await (const files of document.files())
    for (const { outcome } of files) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return v.parse(ReceiptHead.entries.counts, counts);
}
