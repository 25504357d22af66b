import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BoxButton } from '../../prompts/lastingBox';

/** What the icons of a review's box need to know, and do. */
export interface ButtonSource {
  /** Whether the numbers stand. */
  readonly isReady: boolean;
  readonly isAtMessage: boolean;
  /** Some files could not be read. */
  readonly hasFailed: boolean;
  readonly canResumeInstead: boolean;
  readonly savesFirst: boolean;
  accept(): void;
  cancel(): void;
  editMessage(): void;
  readAgain(): void;
  resumeInstead(): void;
  showIn(place: 'files'): void;
}

/** The icons of a review's box; each is a command, too. */
export function reviewButtons(review: ButtonSource): readonly BoxButton[] {
  const cancel = { icon: 'close', tooltip: t('Cancel'), run: () => review.cancel() };
  if (!review.isReady) return [cancel];
  const accept = {
    icon: 'cloud-upload',
    tooltip: review.savesFirst ? t('Save and Upload') : t('Upload'),
    run: () => review.accept(),
  };
  return [
    ...(review.isAtMessage ? lookButtons(review) : [backButton(review)]),
    ...(review.canResumeInstead ? [resumeButton(review)] : []),
    ...(review.hasFailed ? [againButton(review)] : []),
    accept,
    cancel,
  ];
}

function lookButtons(review: ButtonSource): readonly BoxButton[] {
  return [
    { icon: 'list-tree', tooltip: t('Review Files…'), run: () => review.showIn('files') },
    {
      icon: 'folder',
      tooltip: t('Change Destination…'),
      // The command shows its errors.
      run: () => vscode.commands.executeCommand('oxen.review.changeDestination'),
    },
  ];
}

function backButton(review: ButtonSource): BoxButton {
  return { icon: 'arrow-left', tooltip: t('Edit Message…'), run: () => review.editMessage() };
}

function resumeButton(review: ButtonSource): BoxButton {
  return {
    icon: 'debug-continue',
    tooltip: t('Resume Instead: sends what is missing and checks for changed files'),
    run: () => review.resumeInstead(),
  };
}

function againButton(review: ButtonSource): BoxButton {
  return { icon: 'refresh', tooltip: t('Read Files Again'), run: () => review.readAgain() };
}
