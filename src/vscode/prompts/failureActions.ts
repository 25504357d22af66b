import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Origin } from '../../core/oxen/address';
import { AuthError } from '../../core/oxen/errors';
import type { Log } from '../log/log';
import type { Action } from './messages';

/** The buttons of a message that tells of an error. */
export function failureActions(error: unknown, log: Log, origin?: Origin): readonly Action[] {
  const showLog = { label: t('Show Log'), run: () => log.show() };
  if (!(error instanceof AuthError)) return [showLog];
  const signIn = () => vscode.commands.executeCommand('oxen.server.connect', origin);
  return [{ label: t('Sign In…'), run: signIn }, showLog];
}
