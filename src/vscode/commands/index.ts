import * as vscode from 'vscode';
import { errorText } from '../progress/closingWords';
import { failureActions } from '../prompts/failureActions';
import { acceptReview } from './acceptReview';
import { cancelReview } from './cancelReview';
import { cancelUpload } from './cancelUpload';
import { changeReviewDestination } from './changeReviewDestination';
import { chooseUploadTarget } from './chooseUploadTarget';
import type { Services } from '../services';
import type { Command } from './command';
import { compareWithLocal } from './compareWithLocal';
import { connectToServer } from './connectToServer';
import { copyLink } from './copyLink';
import { copyPath } from './copyPath';
import { createBranch } from './createBranch';
import { createRepository } from './createRepository';
import { discardUpload } from './discardUpload';
import { downloadFile } from './downloadFile';
import { editMessage } from './editMessage';
import { forgetRepository } from './forgetRepository';
import { loadMore } from './loadMore';
import { loadMoreReviewed } from './loadMoreReviewed';
import { offerDownload } from './offerDownload';
import { compareReviewedFile, openReviewedFile } from './openReviewedFile';
import { openRepository } from './openRepository';
import { pauseUpload } from './pauseUpload';
import { refreshRepositories } from './refreshRepositories';
import { refreshRow } from './refreshRow';
import { readAgain } from './readAgain';
import { resumeInstead } from './resumeInstead';
import { reviewFiles } from './reviewFiles';
import { resumeUpload } from './resumeUpload';
import { showUploadActions } from './showUploadActions';
import { setUploadTarget } from './setUploadTarget';
import { showLog } from './showLog';
import { removeServer } from './removeServer';
import { toggleReviewed } from './toggleReviewed';
import { uploadAgain } from './uploadAgain';
import { uploadAnyway } from './uploadAnyway';
import { uploadHere } from './uploadHere';
import { uploadSelection } from './uploadSelection';
import { answerUpload } from './answerUpload';
import { clearHistory } from './clearHistory';
import { copyReceipt } from './copyReceipt';
import { copyUploadLink } from './copyUploadLink';
import { loadMoreFiles } from './loadMoreFiles';
import { openOnWeb } from './openOnWeb';
import { removeUpload } from './removeUpload';
import { repeatUpload } from './repeatUpload';
import { retryFailed } from './retryFailed';
import { showReceipt } from './showReceipt';
import { verifyAgain } from './verifyAgain';

const commands: readonly Command[] = [
  uploadSelection,
  uploadAgain,
  cancelUpload,
  pauseUpload,
  resumeUpload,
  discardUpload,
  showUploadActions,
  acceptReview,
  cancelReview,
  editMessage,
  changeReviewDestination,
  reviewFiles,
  readAgain,
  resumeInstead,
  toggleReviewed,
  uploadAnyway,
  openReviewedFile,
  compareReviewedFile,
  loadMoreReviewed,
  connectToServer,
  removeServer,
  chooseUploadTarget,
  showLog,
  refreshRepositories,
  refreshRow,
  loadMore,
  uploadHere,
  setUploadTarget,
  copyPath,
  copyLink,
  openRepository,
  createRepository,
  forgetRepository,
  createBranch,
  compareWithLocal,
  downloadFile,
  offerDownload,
  answerUpload,
  clearHistory,
  copyReceipt,
  copyUploadLink,
  loadMoreFiles,
  openOnWeb,
  removeUpload,
  repeatUpload,
  retryFailed,
  showReceipt,
  verifyAgain,
];

export function registerCommands(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map((command) =>
      vscode.commands.registerCommand(command.id, (...args: unknown[]) =>
        runCommand(command, services, args),
      ),
    ),
  );
}

/** What goes wrong is told here, once; a dismissed question is nothing wrong. */
async function runCommand(command: Command, services: Services, args: readonly unknown[]): Promise<void> {
  try {
    await command.run(services, ...args);
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const { log, prompts } = services;
    log.error(`The command ${command.id} failed.`, error);
    prompts.showError(errorText(error), failureActions(error, log));
  }
}
