import type { OxenServer } from '../core/oxen/http/client';
import { plannedFiles } from '../core/upload/plan/plan';
import { prepare } from '../core/upload/plan/prepare';
import type { Arguments } from './arguments';
import { type Ending, endingWithout } from './ending';
import type { PlanLine } from './printer';
import { maySendSecrets } from './maySendSecrets';
import { requestOf, type Session, targetOf } from './session';
import { openCaches } from './state';

/** Tells what an upload would do with each file. Sends nothing, and makes nothing on the server. */
export async function dryRun(
  args: Arguments,
  server: OxenServer,
  { meter, printer, signal }: Session,
): Promise<Ending> {
  const { target, missing } = await targetOf(args, server, signal);
  if (missing !== undefined) printer.say(missing.text);
  const tell = (line: PlanLine) => {
    printer.plan(line);
    return printer.ready(signal);
  };
  const preparation = await prepare(requestOf(args, target), {
    ...openCaches(),
    signal,
    report: meter.note,
    onFile: tell,
  });
  const { plan, skipped, refused, failed, warnings } = preparation;
  for (const file of refused) await tell({ ...file, action: 'refused' });
  for (const file of skipped) await tell({ ...file, action: 'skipped' });
  for (const clash of warnings) printer.warn(clash);
  const count = plannedFiles(plan);
  printer.say(`${count} ${count === 1 ? 'file' : 'files'} would be uploaded.`);
  const isAllowed = maySendSecrets(preparation, args, printer);
  const isGood = isAllowed && failed.length === 0 && (refused.length === 0 || args.skipRefused);
  return endingWithout(preparation, isGood ? 'nothing to do' : 'failed');
}
