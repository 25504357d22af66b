import * as vscode from 'vscode';
import type { Progress } from '../../core/upload/meter';
import type { Upload } from '../uploads/upload';

/** How often a display is brought up to date, in ms. */
const PAUSE = 250;

/** Shows the upload's progress now, with every phase, and in between often enough, until it ends or is disposed. */
export function follow(upload: Upload, show: (progress: Progress) => void): vscode.Disposable {
  const refresh = () => show(upload.meter.progress());
  const timer = setInterval(refresh, PAUSE);
  const forget = upload.meter.listen((progress, event) => {
    if (event.type === 'phase') show(progress);
  });
  refresh();
  return new vscode.Disposable(() => {
    clearInterval(timer);
    forget();
  });
}
