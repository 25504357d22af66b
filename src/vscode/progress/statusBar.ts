import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Progress } from '../../core/upload/meter';
import { targetText } from '../../core/upload/target/knownTarget';
import { shownLines, shownText } from '../shownText';
import type { Targets } from '../targets';
import type { OpenReview } from '../uploads/review/openReview';
import type { Reviews } from '../uploads/review/reviews';
import type { Upload, UploadState } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { follow } from './follow';
import { percentText, speedText } from './fixedWidth';
import { plural } from './words';
import { detailText, progressText } from './progressText';

/** Longest text that leaves room for the others in the status bar, in characters. */
const BAR_CHARACTERS = 80;

interface StatusSources {
  readonly uploads: Uploads;
  readonly reviews: Reviews;
  readonly targets: Targets;
}

/** The status bar's item: a question or review that waits, else how far the uploads are, else the target. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('oxen.upload', vscode.StatusBarAlignment.Left);
  private readonly watching: vscode.Disposable;
  private following: { readonly upload: Upload; readonly end: vscode.Disposable } | undefined;

  constructor(private readonly sources: StatusSources) {
    const { uploads, reviews, targets } = sources;
    this.item.name = t('Oxen Upload');
    this.watching = vscode.Disposable.from(
      uploads.onDidChange(() => this.refresh()),
      reviews.onDidChange(() => this.refresh()),
      targets.onDidChange(() => this.refresh()),
    );
    this.refresh();
    this.item.show();
  }

  dispose(): void {
    this.following?.end.dispose();
    this.watching.dispose();
    this.item.dispose();
  }

  private refresh(): void {
    const upload = this.shownUpload();
    if (upload !== undefined && upload === this.following?.upload) return;
    this.following?.end.dispose();
    this.following = upload && {
      upload,
      end: follow(upload, (progress) => this.showProgress(upload, progress)),
    };
    if (upload !== undefined) return;
    const { current, isHidden } = this.sources.reviews;
    if (isHidden && current !== undefined) this.showReview(current);
    else this.showTarget();
  }

  /** Of several the one that needs the user most; `undefined` while that is a review, or there is none. */
  private shownUpload(): Upload | undefined {
    const { reviews, uploads } = this.sources;
    const first = (...states: readonly UploadState[]) =>
      uploads.all.find(({ state }) => states.includes(state));
    const asking = first('asking');
    if (asking !== undefined || reviews.isHidden) return asking;
    return first('running') ?? first('paused', 'waiting');
  }

  /** The icon is for the eye alone: its name would be read out. */
  private show(icon: string, text: string): void {
    this.item.text = `$(${icon}) ${text}`;
    this.item.accessibilityInformation = { label: text };
  }

  private showReview({ isInFiles, upload: { order } }: OpenReview): void {
    this.show('comment', t('Oxen is waiting for your review'));
    this.item.command = isInFiles ? 'oxen.review.showFiles' : 'oxen.review.editMessage';
    this.item.tooltip = shownLines([
      t('Upload to {0} on {1}', targetText(order.target), order.target.origin),
      t('Click to review and start it'),
    ]);
  }

  private showTarget(): void {
    const { current } = this.sources.targets;
    const text = current === undefined ? 'Oxen' : targetText(current);
    this.show('cloud-upload', shownText(text, BAR_CHARACTERS));
    this.item.command = 'oxen.target.choose';
    this.item.tooltip = shownLines([
      current === undefined
        ? t('No upload target yet.')
        : t('Upload target: {0} on {1}.', targetText(current), current.origin),
      t('Click to choose the upload target.'),
    ]);
  }

  private showProgress(upload: Upload, progress: Progress): void {
    const { target } = upload;
    const others = this.sources.uploads.all.length - 1;
    const [icon, text] = stateText(upload, progress);
    this.show(icon, text);
    this.item.command = 'oxen.upload.running';
    this.item.tooltip = shownLines([
      t('Upload to {0} on {1}', targetText(target), target.origin),
      progressText(progress),
      detailText(progress),
      ...(others === 0 ? [] : [plural(others, t('1 more upload'), (many) => t('{0} more uploads', many))]),
      t('Click for actions'),
    ]);
  }
}

function stateText({ state }: Upload, { fraction, speed }: Progress): [icon: string, text: string] {
  if (state === 'asking') return ['question', t('Oxen is waiting for your answer')];
  if (state === 'paused') return ['debug-pause', t('Oxen {0} paused', percentText(fraction))];
  return ['sync~spin', t('Oxen {0} {1}', percentText(fraction), speedText(speed))];
}
