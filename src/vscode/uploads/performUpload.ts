import { ownStateFolders } from '../../core/config/stateFolder';
import { ENGINES } from '../../core/upload/engines/list';
import type { UploadEvent } from '../../core/upload/events';
import { HASHING_TIME, upload as uploadFiles, type UploadOutcome } from '../../core/upload/upload';
import { decisionsOf, decideOnUnread } from './decisions';
import { review } from './review';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** The whole way of one upload, with the questions that it asks put to the user of this window. */
export function performUpload(upload: Upload, services: UploadServices): Promise<UploadOutcome> {
  const { control, order, resumes, signal, meter } = upload;
  const { accounts, dropped, prompts, settings } = services;
  const report = (event: UploadEvent) => {
    meter.note(event);
    if (event.type === 'warning') prompts.warn(event.text);
  };
  return uploadFiles(order, {
    services: { ...services, engines: ENGINES, connect: (origin, gate) => accounts.server(origin, gate) },
    host: {
      review: (preparation, circumstances) => review(preparation, circumstances, upload, services),
      onUnreadable: (failed) => decideOnUnread(failed, upload, services),
      ...decisionsOf(upload, services),
    },
    engine: settings.engine,
    symlinks: settings.symlinks,
    useGitignore: settings.useGitignore,
    exclude: [...dropped.ownState(order.selection), ...ownStateFolders()],
    creates: false,
    hashingTime: HASHING_TIME,
    resumes: resumes?.id,
    signal,
    control,
    report,
  });
}
