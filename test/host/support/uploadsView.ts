import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Prompts } from '../../../src/vscode/prompts';
import type { Action } from '../../../src/vscode/prompts/messages';
import type { OpenReview } from '../../../src/vscode/uploads/review/openReview';
import type { UploadsNode } from '../../../src/vscode/views/uploads/uploadNodes';
import { makeServices, targetAt, type TestServices } from './services';
import { useBench } from './useBench';

/** The Uploads view of a window, what it tells, and the server that it uploads to. */
export class UploadsView {
  /** What messages said, and what they offered. */
  readonly told: { readonly text: string; readonly actions: readonly Action[] }[] = [];
  private made: TestServices | undefined;

  constructor(readonly bench: ReturnType<typeof useBench>) {}

  get services(): TestServices {
    assert.ok(this.made);
    return this.made;
  }

  /** A new window. @param review what is done when a review can be answered; without it, yes is said */
  make(answers: Partial<Prompts> = {}, review?: (review: OpenReview) => unknown): void {
    this.told.length = 0;
    const tell = (text: string, actions: readonly Action[] = []) => void this.told.push({ text, actions });
    const told = { inform: tell, warn: tell, showError: tell };
    this.made = makeServices({ ...told, ...answers }, review && { review });
  }

  /** Rows as `label (description) [what can be done]`. */
  async rows(node?: UploadsNode): Promise<readonly string[]> {
    const { history } = this.services;
    const children = await history.getChildren(node);
    return children.map((child) => {
      const { label, description, contextValue, accessibilityInformation } = history.getTreeItem(child);
      assert.ok(typeof label === 'string' && accessibilityInformation?.label.startsWith(label));
      return `${label} (${String(description)}) [${contextValue ?? ''}]`;
    });
  }

  async first(): Promise<UploadsNode> {
    const [node] = await this.services.history.getChildren();
    assert.ok(node);
    return node;
  }

  target(origin = this.bench().oxen.origin) {
    return targetAt(origin);
  }

  /** Makes the server known, for what is asked of it without a target of its own. */
  async connect(): Promise<void> {
    await this.services.accounts.add(this.target().origin, undefined);
  }
}

export function useUploadsView(): UploadsView {
  const view = new UploadsView(useBench());
  afterEach(async () => {
    view.services.dispose();
    await vscode.workspace.getConfiguration('oxen').update('servers', [], vscode.ConfigurationTarget.Global);
  });
  return view;
}
