import { ownStateFolders } from '../../core/config/stateFolder';
import type { OxenServer } from '../../core/oxen/http/client';
import type { CommitText } from '../../core/oxen/merge';
import { resumeTarget } from '../../core/upload/run/resumeTarget';
import { discard, discardUnfinished } from '../../core/upload/run/discard';
import type { Journal } from '../../core/upload/journal/journal';
import type { UnfinishedRun } from '../../core/upload/journal/journals';
import { SUSPENDED } from '../../core/upload/run/interruption';
import { RunThrottle } from '../../core/upload/limits/runThrottle';
import { openTarget } from '../../core/upload/plan/openTarget';
import { type Preparation, prepare, type UploadRequest } from '../../core/upload/plan/prepare';
import { run } from '../../core/upload/run/run';
import { leaveOut, secretsBeyond } from '../../core/upload/plan/secrets';
import { messageOf, UserError } from '../../core/userError';
import { askAboutSecrets } from './askAboutSecrets';
import { askBeforeSending } from './askBeforeSending';
import { decideOnUnread, decisionsOf } from './decisions';
import { savedOrder } from './savedOrder';
import type { Ending, Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** How long to give a run up may hold up the end of its upload, in ms. */
const CLEAN_UP_TIME = 15_000;

/** The whole way of one upload: look, compare, ask, send, commit, verify. */
export async function performUpload(upload: Upload, services: UploadServices): Promise<Ending> {
  const { control, order, resumes, signal, meter } = upload;
  const { accounts, limits } = services;
  try {
    const { origin } = order.target;
    const throttle = new RunThrottle({ origin, control, limits, report: meter.note });
    const server = await accounts.server(origin, throttle);
    if (resumes !== undefined) return await goOn(resumes, upload, services, { server, throttle });
    const settled = await settle(upload, services, server);
    return settled.kind === 'settled' ? await send(settled, upload, services, throttle) : settled;
  } catch (error) {
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'broke', error };
  }
}

/** Goes on with an interrupted run. Unless the user cancels it, it waits on when this does not come to sending. */
async function goOn(
  { id }: UnfinishedRun,
  upload: Upload,
  services: UploadServices,
  { server, throttle }: { readonly server: OxenServer; readonly throttle: RunThrottle },
): Promise<Ending> {
  const { order, signal, meter } = upload;
  const journal = await services.journals.open(id);
  if (journal === undefined) {
    throw new UserError('Another window or process is working on this upload, or has ended it.', {
      advice: 'Look at the branch, then upload again if something is missing.',
    });
  }
  const settled = await settle(upload, services, server, journal).catch(broken);
  if (settled.kind === 'settled') return send(settled, upload, services, throttle, journal);

  if (!signal.aborted || signal.reason === SUSPENDED) {
    await journal.close(true);
    return { kind: 'interrupted', error: settled.kind === 'broke' ? settled.error : undefined };
  }
  const repository = server.repository(order.target.repository);
  await discard(journal, repository, AbortSignal.timeout(CLEAN_UP_TIME)).catch((error: unknown) =>
    meter.note({ type: 'note', text: `The workspace could not be deleted: ${messageOf(error)}` }),
  );
  return { kind: 'discarded' };
}

/** What is known and agreed upon before the first byte is sent. */
interface Settled {
  readonly kind: 'settled';
  readonly preparation: Preparation;
  readonly text: CommitText;
  readonly rules: Rules;
}

/** What is left out: of an interrupted run as it was then, whatever the settings have become. */
type Rules = Pick<UploadRequest, 'symlinks' | 'useGitignore'>;

/** @param resumed the journal of the run that is gone on with */
async function settle(
  upload: Upload,
  services: UploadServices,
  server: OxenServer,
  resumed?: Journal,
): Promise<Settled | Ending> {
  const { order, signal } = upload;
  const { settings } = services;
  const begin = resumed?.begin;
  const rules = {
    symlinks: begin?.order.symlinks ?? settings.symlinks,
    useGitignore: begin?.order.useGitignore ?? settings.useGitignore,
  };
  const told = await openTarget({ ...order.target, server }, signal);
  const target = resumed === undefined ? told : await resumeTarget(told, resumed, signal);
  const leave = resumed?.checkpoint.skipped;
  const exclude = [...services.dropped.ownState(order.selection), ...ownStateFolders()];
  const found = await prepareAndAsk({ ...order, target, ...rules, exclude, leave }, upload, services);
  if (found === undefined) return { kind: 'cancelled' };
  // What has come since it was decided nobody has agreed to.
  const agreed = begin?.order.secrets;
  const preparation =
    agreed === undefined
      ? await askAboutSecrets(found, upload, services)
      : leaveOut(found, secretsBeyond(found, agreed));
  if (preparation === undefined) return { kind: 'cancelled' };
  if (preparation.plan.blobs.length === 0 && resumed === undefined)
    return { kind: 'nothing sent', preparation };

  const text = begin?.text ?? (await upload.ask(() => askBeforeSending(preparation, upload, services)));
  return text === undefined ? { kind: 'cancelled' } : { kind: 'settled', preparation, text, rules };
}

/** @param resumed closed when this ends */
async function send(
  { preparation, text, rules }: Settled,
  upload: Upload,
  services: UploadServices,
  throttle: RunThrottle,
  resumed?: Journal,
): Promise<Ending> {
  const { signal, meter } = upload;
  const { hashes, listings, prompts, servers, settings } = services;
  const order = savedOrder(upload.order);
  const { repository } = preparation.plan.target;
  let { journals } = services;
  if (resumed === undefined) {
    journals = await journals.orInMemory((text) => {
      meter.note({ type: 'note', text });
      prompts.warn(text);
    });
    await discardUnfinished(journals, order, { repository, signal, report: meter.note });
  }
  const receipt = await run(preparation, {
    engine: settings.engine,
    servers,
    text,
    decisions: decisionsOf(upload, services),
    digest: hashes.digest,
    listings,
    journals,
    order: { ...order, ...rules, secrets: preparation.secrets.map(({ destination }) => destination) },
    resumed,
    signal,
    report: meter.note,
    throttle,
  });
  return { kind: 'ran', preparation, receipt };
}

function broken(error: unknown): Ending {
  return { kind: 'broke', error };
}

/** The preparation that the user is content with; `undefined` to cancel. */
async function prepareAndAsk(
  request: UploadRequest,
  upload: Upload,
  services: UploadServices,
): Promise<Preparation | undefined> {
  const { signal, meter } = upload;
  const { hashes, listings } = services;
  for (;;) {
    const preparation = await prepare(request, { signal, report: meter.note, hashes, listings });
    const { failed } = preparation;
    const decision = failed.length === 0 ? 'leave out' : await decideOnUnread(failed, upload, services);
    signal.throwIfAborted();
    if (decision === 'cancel') return undefined;
    if (decision === 'leave out') return preparation;
  }
}
