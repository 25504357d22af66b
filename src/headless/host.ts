import { t } from '@vscode/l10n';
import type { CommitText } from '../core/oxen/commitWorkspace';
import type { UploadHost } from '../core/upload/host';
import { filesToSend, type Preparation } from '../core/upload/plan/preparation';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';
import type { PlanLine, Printer } from './terminal/printer';
import { maySendSecrets } from './maySendSecrets';

/** Nobody is asked: the arguments have decided. */
export function hostOf(args: Arguments, text: CommitText, printer: Printer): UploadHost {
  return {
    review(preparation, { resumes, concerns }) {
      for (const concern of concerns) printer.concern(concern);
      const isAllowed = maySendSecrets(preparation, args, printer, resumes?.order.secrets);
      const mayGo = mayBegin(preparation, args, printer) && isAllowed;
      return Promise.resolve(
        mayGo
          ? { answer: 'upload', preparation, text, lateKeys: args.allowSecrets ? 'send' : 'fail' }
          : { answer: 'cancel', preparation },
      );
    },
    onUnreadable: () => Promise.resolve('leave out'),
    onFailure: () => Promise.resolve(args.onFailure === 'commit' ? 'commit' : 'discard'),
    onConflict: () => Promise.resolve({ kind: args.onConflict }),
  };
}

/** Tells what an upload would do, and never lets it. */
export function dryRunHost(args: Arguments, printer: Printer, signal: AbortSignal): UploadHost {
  return {
    async review(preparation, { creates, concerns }) {
      const { files, skipped, refused, warnings } = preparation;
      if (creates !== undefined) printer.say(creates);
      // No faster than it is read.
      const tell = async (line: PlanLine) => {
        printer.plan(line);
        await printer.ready(signal);
      };
      for (const { source, path, standing, size, digest } of files)
        await tell({ path: source, destination: path, action: standing, size, hash: digest?.hash });
      for (const file of refused) await tell({ ...file, action: 'refused' });
      for (const file of skipped) await tell({ ...file, action: 'skipped' });
      for (const clash of warnings) printer.warn(clash);
      for (const concern of concerns) printer.concern(concern);
      const count = filesToSend(preparation).length;
      printer.say(count === 1 ? t('1 file would be uploaded.') : t('{0} files would be uploaded.', count));
      maySendSecrets(preparation, args, printer);
      return { answer: 'cancel', preparation };
    },
    onUnreadable: () => Promise.resolve('leave out'),
    onFailure: () => Promise.resolve('discard'),
    onConflict: () => Promise.resolve({ kind: 'fail' }),
  };
}

/** Whether these arguments let all of it be uploaded that is not skipped. */
export function wouldUpload({ failed, refused, secrets }: Preparation, args: Arguments): boolean {
  return (
    failed.length === 0 &&
    (refused.length === 0 || args.skipRefused) &&
    (secrets.length === 0 || args.allowSecrets)
  );
}

/** Tells what is left out; whether the rest may go on without it. */
function mayBegin(
  { skipped, refused, failed, warnings }: Preparation,
  args: Arguments,
  printer: Printer,
): boolean {
  for (const file of skipped) printer.skip(file);
  for (const file of refused) printer.refuse(file);
  for (const clash of warnings) printer.warn(clash);
  if (refused.length > 0 && !args.skipRefused) {
    printer.showError(
      new UserError(t('Files with names that cannot be uploaded: {0}. Nothing was sent.', refused.length), {
        advice: t('Rename them, or skip them with --skip-refused.'),
      }),
    );
    return false;
  }
  // What could not be read has been told; nothing would be committed.
  return failed.length === 0 || args.onFailure === 'commit';
}
