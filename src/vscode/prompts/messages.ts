import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { unlessAborted } from './unlessAborted';

/** A button of a message. */
export interface Action {
  readonly label: string;
  run(): unknown;
}

/** Does not wait until the message is closed. */
export function inform(text: string, actions: readonly Action[] = []): void {
  void vscode.window.showInformationMessage(text, ...labels(actions)).then(runOf(actions));
}

export function warn(text: string, actions: readonly Action[] = []): void {
  void vscode.window.showWarningMessage(text, ...labels(actions)).then(runOf(actions));
}

export function complain(text: string, actions: readonly Action[] = []): void {
  void vscode.window.showErrorMessage(text, ...labels(actions)).then(runOf(actions));
}

export interface Confirmation {
  readonly message: string;
  readonly detail?: string;
  /** The button that means yes; the other one is *Cancel*. */
  readonly yes: string;
}

/** A modal question. */
export async function confirm({ message, detail, yes }: Confirmation): Promise<boolean> {
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  return (await vscode.window.showWarningMessage(message, options, yes)) === yes;
}

/** A question that does not take the keyboard away from the user. Closed without an answer, or by `signal`, it means no. */
export async function offer(text: string, yes: string, signal: AbortSignal): Promise<boolean> {
  const answer = vscode.window.showInformationMessage(text, yes, 'Cancel');
  return (await unlessAborted(answer, signal)) === yes;
}

/** How long something may take before it is worth a notification, in ms. */
const QUICK = 600;

/** Does the work; when it takes a while, with a notification that can be cancelled. */
export async function busy<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const working = work(controller.signal);
  if (await isQuick(working)) return working;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_, cancel) => {
    cancel.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
    return working;
  });
}

/** Also when it fails quickly. */
async function isQuick(working: Promise<unknown>): Promise<boolean> {
  const ended = working.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, delay(QUICK, false)]);
}

function labels(actions: readonly Action[]): string[] {
  return actions.map(({ label }) => label);
}

function runOf(actions: readonly Action[]) {
  return (chosen: string | undefined) => actions.find(({ label }) => label === chosen)?.run();
}
