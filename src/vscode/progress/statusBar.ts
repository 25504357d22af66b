import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Progress } from '../../core/upload/meter';
import { targetText } from '../../core/upload/plan/knownTarget';
import { shownLines, shownText } from '../shownText';
import type { Targets } from '../targets';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { follow } from './follow';
import { percentText, progressText, speedText } from './words';

/** Longest text that leaves room for the others in the status bar, in characters. */
const BAR_CHARACTERS = 80;

/** The status bar's item: the target while nothing runs, else how far the upload is. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('oxen.upload', vscode.StatusBarAlignment.Left);
  private readonly watching: vscode.Disposable;
  private following: { readonly upload: Upload; readonly end: vscode.Disposable } | undefined;

  constructor(
    private readonly uploads: Uploads,
    private readonly targets: Targets,
  ) {
    this.item.name = t('Oxen Upload');
    this.watching = vscode.Disposable.from(
      uploads.onDidChange(() => this.refresh()),
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
    const { running } = this.uploads;
    if (running !== undefined && running === this.following?.upload) return;
    this.following?.end.dispose();
    this.following = running && {
      upload: running,
      end: follow(running, (progress) => this.showProgress(running, progress)),
    };
    if (running === undefined) this.showTarget();
  }

  private showTarget(): void {
    const { current } = this.targets;
    const text = current === undefined ? 'Oxen' : targetText(current);
    this.item.text = t('$(cloud-upload) {0}', shownText(text, BAR_CHARACTERS));
    this.item.command = 'oxen.target.choose';
    this.item.tooltip = shownLines([
      current === undefined
        ? t('No upload target yet.')
        : t('Upload target: {0} on {1}.', targetText(current), current.origin),
      t('Click to choose the upload target.'),
    ]);
  }

  private showProgress(upload: Upload, progress: Progress): void {
    const { order } = upload;
    const waiting = this.uploads.all.length - 1;
    this.item.text = stateText(upload, progress);
    this.item.command = 'oxen.upload.running';
    this.item.tooltip = shownLines([
      t('Upload to {0} on {1}', targetText(order.target), order.target.origin),
      progressText(progress),
      ...(waiting === 0 ? [] : [t('{0} more waiting', waiting)]),
      t('Click for actions'),
    ]);
  }
}

function stateText({ state }: Upload, { fraction, speed }: Progress): string {
  if (state === 'asking') return t('$(question) Oxen is waiting for your answer');
  if (state === 'paused') return t('$(debug-pause) Oxen {0} paused', percentText(fraction));
  return t('$(sync~spin) Oxen {0} {1}', percentText(fraction), speedText(speed));
}
