import * as vscode from 'vscode';
import { ownStateFolders } from '../../core/config/stateFolder';
import type { UploadEvent } from '../../core/upload/events';
import type { UploadEnding } from '../../core/upload/process/ending';
import { resumingHost, reviewingHost } from './host';
import type { WindowHost } from './process/processedUpload';
import { changeDestination } from './review/changeDestination';
import type { Instead } from './review/review';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** The whole way of one upload, with the questions that it asks put to the user of this window. */
export async function performUpload(upload: Upload, services: UploadServices): Promise<UploadEnding> {
  if (upload.resumes !== undefined) return run(upload, services, resumingHost(upload, services));
  const review = services.reviews.open(upload, {
    changeDestination: async () => {
      try {
        await changeDestination(upload, services, () => review.readAgain());
      } finally {
        services.reviews.returnTo(review);
      }
    },
  });
  try {
    for (;;) {
      const chosen: Instead[] = [];
      const onInstead = (instead: Instead) => void chosen.push(instead);
      const outcome = await run(upload, services, reviewingHost(upload, services, review, onInstead));
      const [instead] = chosen;
      if (instead === undefined) return outcome;
      if (instead === 'read again') continue;
      services.reviews.close(review);
      upload.resumeInstead(instead.run);
      return await run(upload, services, resumingHost(upload, services));
    }
  } finally {
    services.reviews.close(review);
  }
}

function run(upload: Upload, services: UploadServices, host: WindowHost): Promise<UploadEnding> {
  const { control, order, resumes, signal, meter } = upload;
  const { dropped, prompts, settings, uploadProcess } = services;
  const report = (event: UploadEvent) => {
    meter.note(event);
    if (event.type === 'warning') prompts.warn(event.text);
  };
  const rules = {
    engine: settings.engine,
    symlinks: settings.symlinks,
    useGitignore: settings.useGitignore,
    excludeGlobs: settings.excludeGlobs,
    exclude: [...dropped.ownState(order.selection), ...ownStateFolders()],
    workspaceFolders: (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
    resumes: resumes?.id,
  };
  return uploadProcess.upload(order, { rules, host, signal, control, report });
}
