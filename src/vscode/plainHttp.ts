import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isLoopback, type Origin } from '../core/oxen/address';
import type { Prompts } from './prompts';

const ALLOWED = 'plainHttpAllowed';

/** The user's explicit yes, once for each server, to being read and altered on the way to it. */
export class PlainHttp {
  constructor(
    private readonly state: vscode.Memento,
    private readonly prompts: Prompts,
  ) {}

  /**
   * Whether a key may travel there in the clear; asked when that has never been answered with yes.
   *
   * @throws CancellationError when the answer is no: nothing at all is sent there then
   */
  async isAllowed(origin: Origin): Promise<boolean> {
    if (!origin.startsWith('http:') || isLoopback(origin)) return false;
    const allowed = this.state.get<readonly string[]>(ALLOWED, []);
    if (allowed.includes(origin)) return true;
    const yes = await this.prompts.confirm({
      message: t('Use plain HTTP for {0}?', origin),
      detail: [
        t(
          'Anyone on the network can read and change your files and your key. Use its HTTPS address if it has one.',
        ),
      ],
      yes: t('Use Plain HTTP'),
    });
    if (!yes) throw new vscode.CancellationError();
    await this.state.update(ALLOWED, [...allowed, origin]);
    return true;
  }
}
