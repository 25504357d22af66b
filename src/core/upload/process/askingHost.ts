import { shareThread } from '../../shareThread';
import type { UploadHost } from '../host';
import { filesToSend, type Preparation } from '../plan/preparation';
import { leaveOut, secretsBeyond } from '../plan/secrets';
import { approvedOf, inOrder } from './approval';
import { failedFormOf } from './errorForm';
import { type FilePage, PAGE_FILES, pageOf } from './fileTable';
import type { Answer, Question } from './messages';

interface Window {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly show: (page: FilePage) => void;
}

/**
 * Has the window decide.
 *
 * @param onSkip told which paths are left to somebody else
 */
export function askingHost({ ask, show }: Window, onSkip: (paths: readonly string[]) => void): UploadHost {
  const review = async (
    preparation: Preparation,
    { text, concerns }: Pick<Extract<Question, { what: 'review' }>['found'], 'text' | 'concerns'>,
  ) => {
    for (let start = 0; start < preparation.files.length; start += PAGE_FILES) {
      show(pageOf(preparation.files.slice(start, start + PAGE_FILES)));
      await shareThread();
    }
    const { base, skipped, refused, warnings, secrets } = preparation;
    const failed = preparation.failed.map(failedFormOf);
    const found = { base, skipped, refused, warnings, secrets, failed, concerns, text };
    return answerTo('review', await ask({ what: 'review', found })).review;
  };
  return {
    review: async (prepared, { resumes, concerns }) => {
      // Of a resumed upload everything was settled when it began: only what has come to look like a secret since is left out.
      const approved = resumes?.order.secrets ?? [];
      const settled =
        resumes === undefined ? prepared : leaveOut(prepared, secretsBeyond(prepared, approved));
      const preparation = inOrder(settled);
      const answer = await review(preparation, { text: resumes?.text, concerns });
      if (answer.kind === 'cancel') return { answer: 'cancel', preparation };
      if (answer.kind === 'nothing to send') return { answer: 'nothing left', preparation };
      const left = resumes === undefined ? await approvedOf(preparation, answer) : preparation;
      if (resumes === undefined && filesToSend(left).length === 0)
        return { answer: 'nothing left', preparation: left };
      return { answer: 'upload', preparation: left, text: answer.text, lateKeys: 'skip' };
    },
    onUnreadable: async (failed) =>
      answerTo('unreadable', await ask({ what: 'unreadable', failed: failed.map(failedFormOf) })).decision,
    onFailure: async (failed) =>
      answerTo('failure', await ask({ what: 'failure', failed: failed.map(failedFormOf) })).decision,
    onConflict: async (paths) => {
      const { decision } = answerTo('conflict', await ask({ what: 'conflict', paths }));
      if (decision.kind === 'skip') onSkip(paths);
      return decision;
    },
  };
}

/** @throws TypeError when it answers something else */
export function answerTo<What extends Answer['what']>(
  what: What,
  answer: Answer,
): Extract<Answer, { what: What }> {
  const isIt = (one: Answer): one is Extract<Answer, { what: What }> => one.what === what;
  if (!isIt(answer)) throw new TypeError(`The window answered ${answer.what} to ${what}.`);
  return answer;
}
